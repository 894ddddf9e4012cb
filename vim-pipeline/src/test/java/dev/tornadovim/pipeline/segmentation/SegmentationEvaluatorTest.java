package dev.tornadovim.pipeline.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.dense.SegmentationSample;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

class SegmentationEvaluatorTest {

    private static final int SIDE = 64;

    /** Two images of noise, all of class 0, which is also the class of equal scores. */
    private static final class Noise implements Dataset<SegmentationSample> {
        @Override
        public int size() {
            return 2;
        }

        @Override
        public SegmentationSample get(int index) {
            Image image = SmallNetwork.noise(SIDE, SIDE, index);
            return new SegmentationSample(image, new LabelMap(SIDE, SIDE, new byte[SIDE * SIDE]));
        }

        @Override
        public String name(int index) {
            return String.valueOf(index);
        }

        @Override
        public DatasetInfo info() {
            return new DatasetInfo(
                    "noise", "none", "memory", 2, List.of("a", "b", "c"), "0".repeat(64));
        }
    }

    @Test
    void aNetworkWithoutFiniteScoresMeasuresNothing() {
        SegmentationModel model = SmallNetwork.initialised(SmallNetwork.CONFIG);
        Metrics finite = evaluate(model);
        assertThat(finite.nonFinite()).isZero();
        assertThat(finite.value(Metric.MEAN_IOU)).isFinite();

        Tensor bias = model.tensors().get("decode_head.conv_seg.bias");
        float[] values = new float[bias.size()];
        Arrays.fill(values, Float.NaN);
        bias.set(values);
        Metrics metrics = evaluate(model);
        assertThat(metrics.values().values()).containsOnly(Double.NaN);
        assertThat(metrics.nonFinite()).isEqualTo(2);
        assertThat(metrics.nothingFinite()).isTrue();
        assertThat(metrics.confusion().orElseThrow().unpredicted(0)).isEqualTo(2 * SIDE * SIDE);
    }

    private static Metrics evaluate(SegmentationModel model) {
        var segmenter =
                new Segmenter(
                        SmallNetwork.CONFIG,
                        new CpuEngine(1),
                        Normalize.IMAGENET,
                        OptionalInt.empty(),
                        1);
        try (var evaluator =
                new SegmentationEvaluator(new Noise(), UnaryOperator.identity(), segmenter, 1, 0)) {
            return evaluator.evaluate(new SegmentationTask(model, false, 1).weights());
        }
    }
}
