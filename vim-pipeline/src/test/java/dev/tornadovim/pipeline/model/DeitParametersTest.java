package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.TreeMap;

class DeitParametersTest {

    @ParameterizedTest
    @CsvSource({"deit_tiny, 5717416", "deit_small_patch16_224, 22050664", "deit_base, 86567656"})
    void publishedParameterCounts(String preset, long count) {
        assertThat(DeitPresets.of(preset).allocate().parameterCount()).isEqualTo(count);
    }

    @Test
    void namesAndShapesOfThePublicCheckpoint() {
        Map<String, Shape> expected = new TreeMap<>();
        expected.put("cls_token", Shape.of(1, 1, 192));
        expected.put("pos_embed", Shape.of(1, 197, 192));
        expected.put("patch_embed.proj.weight", Shape.of(192, 3, 16, 16));
        expected.put("patch_embed.proj.bias", Shape.of(192));
        for (int i = 0; i < 12; i++) {
            String block = "blocks." + i + ".";
            expected.put(block + "norm1.weight", Shape.of(192));
            expected.put(block + "norm1.bias", Shape.of(192));
            expected.put(block + "attn.qkv.weight", Shape.of(576, 192));
            expected.put(block + "attn.qkv.bias", Shape.of(576));
            expected.put(block + "attn.proj.weight", Shape.of(192, 192));
            expected.put(block + "attn.proj.bias", Shape.of(192));
            expected.put(block + "norm2.weight", Shape.of(192));
            expected.put(block + "norm2.bias", Shape.of(192));
            expected.put(block + "mlp.fc1.weight", Shape.of(768, 192));
            expected.put(block + "mlp.fc1.bias", Shape.of(768));
            expected.put(block + "mlp.fc2.weight", Shape.of(192, 768));
            expected.put(block + "mlp.fc2.bias", Shape.of(192));
        }
        expected.put("norm.weight", Shape.of(192));
        expected.put("norm.bias", Shape.of(192));
        expected.put("head.weight", Shape.of(1000, 192));
        expected.put("head.bias", Shape.of(1000));

        Map<String, Shape> actual = new TreeMap<>();
        DeitPresets.of("deit_tiny")
                .allocate()
                .parameters()
                .forEach((name, tensor) -> actual.put(name, tensor.shape()));
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void onlyMatricesAndKernelsHaveWeightDecay() {
        ImageClassifier model = DeitConfig.builder().dModel(24).depth(1).build().allocate();
        for (ParameterBlock block : model.blocks()) {
            block.parameters()
                    .forEach(
                            (name, tensor) ->
                                    assertThat(tensor.offset() < block.decayEnd())
                                            .as(name)
                                            .isEqualTo(
                                                    name.endsWith(".weight")
                                                            && tensor.shape().rank() > 1));
        }
    }

    @Test
    void initialValuesFollowTimm() {
        ImageClassifier model = DeitPresets.of("deit_tiny").allocate();
        model.initialise(5);

        Map<String, Tensor> all = model.parameters();
        for (String name : new String[] {"blocks.3.attn.qkv.weight", "pos_embed", "head.weight"}) {
            assertThat(deviation(all.get(name))).as(name).isCloseTo(0.02, within(4e-4));
        }
        // Uniform up to 1 / sqrt(768): its deviation is that over the root of 3.
        assertThat(deviation(all.get("patch_embed.proj.weight")))
                .isCloseTo(1 / Math.sqrt(3 * 768), within(2e-4));
        assertThat(all.get("blocks.7.norm2.weight").toArray()).containsOnly(1f);
        assertThat(all.get("blocks.7.mlp.fc1.bias").toArray()).containsOnly(0f);
        assertThat(all.get("blocks.0.attn.proj.weight").toArray())
                .isNotEqualTo(all.get("blocks.1.attn.proj.weight").toArray());
    }

    private static double deviation(Tensor tensor) {
        double squares = 0;
        for (float value : tensor.toArray()) {
            squares += value * value;
        }
        return Math.sqrt(squares / tensor.size());
    }

    @Test
    void configurationsThatDoNotFitAreRefusedWithOneLine() {
        assertThatThrownBy(() -> DeitConfig.builder().heads(5).build())
                .hasMessage("dModel is 192, expected a multiple of heads, 5");
        assertThatThrownBy(() -> DeitConfig.builder().image(8, 224).build())
                .hasMessage("imageHeight is 8, expected at least 16");
        assertThatThrownBy(() -> DeitPresets.of("deit_huge"))
                .hasMessage("no model preset deit_huge, only [deit_tiny, deit_small, deit_base]");
    }

    @Test
    void dropPathRisesLinearlyOverTheBlocks() {
        DeitConfig config = DeitConfig.builder().depth(5).dropPathRate(0.2f).build();
        assertThat(config.dropPathRate(0)).isZero();
        assertThat(config.dropPathRate(1)).isCloseTo(0.05f, within(1e-7f));
        assertThat(config.dropPathRate(4)).isCloseTo(0.2f, within(1e-7f));
    }
}
