package dev.tornadovim.pipeline.train.listener;

import java.util.Optional;

/**
 * One epoch of training.
 *
 * @param epoch its number, from 1
 * @param step steps done by its end
 * @param loss mean over its steps
 * @param learningRate of its last step
 * @param imagesPerSecond over its training steps
 * @param seconds its training steps took, without the evaluation
 * @param eval the evaluation that followed the epoch, if there was one
 */
public record EpochMetrics(
        int epoch,
        long step,
        double loss,
        double learningRate,
        double imagesPerSecond,
        double seconds,
        Optional<EvalMetrics> eval) {}
