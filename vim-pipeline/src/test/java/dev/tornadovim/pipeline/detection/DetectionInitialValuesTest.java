package dev.tornadovim.pipeline.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

/**
 * Initial values of the heads as Detectron2 sets them: {@code StandardRPNHead} (normal, 0.01), {@code
 * FastRCNNOutputLayers} (0.01 for classes, 0.001 for boxes), {@code MaskRCNNConvUpsampleHead} (0.001
 * for the predictor, c2_msra_fill elsewhere), {@code FastRCNNConvFCHead} (c2_msra_fill and
 * c2_xavier_fill).
 */
class DetectionInitialValuesTest {

    private final Map<String, Tensor> tensors = TinyScenes.model(3).heads().parameters();

    @ParameterizedTest
    @CsvSource({
        "proposal_generator.rpn_head.conv.weight, 0.01",
        "proposal_generator.rpn_head.objectness_logits.weight, 0.01",
        "proposal_generator.rpn_head.anchor_deltas.weight, 0.01",
        "roi_heads.box_predictor.0.cls_score.weight, 0.01",
        "roi_heads.box_predictor.0.bbox_pred.weight, 0.001",
        "roi_heads.box_predictor.1.bbox_pred.weight, 0.001",
        "roi_heads.box_predictor.2.bbox_pred.weight, 0.001",
        "roi_heads.mask_head.predictor.weight, 0.001"
    })
    void predictorsAreNormalWithSmallDeviations(String name, double deviation) {
        assertDeviation(name, deviation);
        String bias = name.replace(".weight", ".bias");
        assertThat(tensors.get(bias).toArray()).as(bias).containsOnly(0);
    }

    /** He's normal by outgoing connections: the root of 2 / (channels out x 9). */
    @Test
    void convolutionsOfHeadsAreNormal() {
        for (String name : new String[] {"box_head.1.conv1", "mask_head.mask_fcn1"}) {
            Tensor weight = tensors.get("roi_heads." + name + ".weight");
            assertDeviation(weight.name(), Math.sqrt(2.0 / (weight.dim(0) * 9)));
        }
    }

    /** Xavier's uniform as Caffe2 has it: within the root of 3 / inputs. */
    @Test
    void fullyConnectedLayersAreUniform() {
        Tensor weight = tensors.get("roi_heads.box_head.2.fc1.weight");
        double bound = Math.sqrt(3.0 / weight.columns());
        double largest = 0;
        for (float value : weight.toArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isBetween(0.98 * bound, 1.0001 * bound);
    }

    private void assertDeviation(String name, double expected) {
        float[] values = tensors.get(name).toArray();
        double squares = 0;
        for (float value : values) {
            squares += value * (double) value;
        }
        // Five standard errors of a standard deviation.
        double error = expected / Math.sqrt(2.0 * values.length);
        assertThat(Math.sqrt(squares / values.length))
                .as(name)
                .isCloseTo(expected, within(5 * error));
    }
}
