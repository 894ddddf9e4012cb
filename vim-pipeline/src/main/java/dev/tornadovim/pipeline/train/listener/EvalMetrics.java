package dev.tornadovim.pipeline.train.listener;

import dev.tornadovim.pipeline.metric.ConfusionMatrix;

/**
 * One evaluation of a classifier.
 *
 * @param name which weights were evaluated, such as {@code model} or {@code ema}
 * @param step training steps the weights had seen
 * @param epoch training epochs the weights had seen
 * @param loss mean cross-entropy, without label smoothing
 * @param top1 share of images whose best class is the label, 0 to 1
 * @param top5 share of images whose label is among the five best classes, 0 to 1
 * @param confusion labels against best classes
 * @param seconds that the evaluation took
 */
public record EvalMetrics(
        String name,
        long step,
        int epoch,
        double loss,
        double top1,
        double top5,
        ConfusionMatrix confusion,
        double seconds) {

    /** Number of images. */
    public long images() {
        return confusion.total();
    }
}
