package dev.tornadovim.pipeline.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.VimConfig;

import org.junit.jupiter.api.Test;

import java.util.Map;

class HeadInitialValuesTest {

    private final Map<String, Tensor> tensors;

    HeadInitialValuesTest() {
        VimConfig backbone = VimConfig.builder().image(64, 64).dModel(64).depth(4).build();
        SegmentationModel model =
                SegmentationModel.allocate(
                        new SegmentationConfig(
                                backbone,
                                SegmentationConfig.quarters(4),
                                32,
                                SegmentationConfig.POOL_SCALES,
                                48,
                                0.4f,
                                0.1f,
                                150));
        model.initialiseHeads(3);
        tensors = model.tensors();
    }

    /** Standard deviations of mmcv's kaiming_init over outputs, and of mmseg's classifiers. */
    @Test
    void convolutionsAreNormal() {
        assertDeviation("decode_head.conv_seg.weight", 0.01);
        assertDeviation("auxiliary_head.conv_seg.weight", 0.01);
        assertDeviation("decode_head.bottleneck.conv.weight", Math.sqrt(2.0 / (32 * 9)));
        assertDeviation("decode_head.lateral_convs.1.conv.weight", Math.sqrt(2.0 / 32));
        assertDeviation("auxiliary_head.convs.0.conv.weight", Math.sqrt(2.0 / (48 * 9)));
        assertThat(tensors.get("decode_head.conv_seg.bias").toArray()).containsOnly(0);
    }

    /** PyTorch's ConvTranspose2d: uniform within 1 / sqrt(64 outputs x 4). */
    @Test
    void transposedConvolutionsAreUniform() {
        for (String name : new String[] {"fpn1.0", "fpn1.3", "fpn2.0"}) {
            for (String end : new String[] {".weight", ".bias"}) {
                Tensor tensor = tensors.get("backbone." + name + end);
                float largest = 0;
                for (float value : tensor.toArray()) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertThat(largest).isBetween(0.9f / 16, 1f / 16);
            }
        }
    }

    @Test
    void normsAreTheIdentity() {
        for (String name : new String[] {"backbone.fpn1.1", "decode_head.fpn_convs.2.bn"}) {
            assertThat(tensors.get(name + ".weight").toArray()).containsOnly(1);
            assertThat(tensors.get(name + ".bias").toArray()).containsOnly(0);
            assertThat(tensors.get(name + ".running_mean").toArray()).containsOnly(0);
            assertThat(tensors.get(name + ".running_var").toArray()).containsOnly(1);
        }
    }

    private void assertDeviation(String name, double expected) {
        float[] values = tensors.get(name).toArray();
        double squares = 0;
        for (float value : values) {
            squares += value * (double) value;
        }
        double deviation = Math.sqrt(squares / values.length);
        // Five standard errors of a standard deviation.
        double error = expected / Math.sqrt(2.0 * values.length);
        assertThat(deviation).as(name).isCloseTo(expected, within(5 * error));
    }
}
