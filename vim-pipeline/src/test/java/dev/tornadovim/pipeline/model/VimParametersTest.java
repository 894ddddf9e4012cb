package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class VimParametersTest {

    /** The public checkpoint of Vim-Ti,: the tensors of one layer. */
    private static final Map<String, Shape> TINY_LAYER =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("mixer.A_log", Shape.of(384, 16)),
                            Map.entry("mixer.D", Shape.of(384)),
                            Map.entry("mixer.A_b_log", Shape.of(384, 16)),
                            Map.entry("mixer.D_b", Shape.of(384)),
                            Map.entry("mixer.in_proj.weight", Shape.of(768, 192)),
                            Map.entry("mixer.conv1d.weight", Shape.of(384, 1, 4)),
                            Map.entry("mixer.conv1d.bias", Shape.of(384)),
                            Map.entry("mixer.x_proj.weight", Shape.of(44, 384)),
                            Map.entry("mixer.dt_proj.weight", Shape.of(384, 12)),
                            Map.entry("mixer.dt_proj.bias", Shape.of(384)),
                            Map.entry("mixer.conv1d_b.weight", Shape.of(384, 1, 4)),
                            Map.entry("mixer.conv1d_b.bias", Shape.of(384)),
                            Map.entry("mixer.x_proj_b.weight", Shape.of(44, 384)),
                            Map.entry("mixer.dt_proj_b.weight", Shape.of(384, 12)),
                            Map.entry("mixer.dt_proj_b.bias", Shape.of(384)),
                            Map.entry("mixer.out_proj.weight", Shape.of(192, 384)),
                            Map.entry("norm.weight", Shape.of(192))));

    @Test
    void namesAndShapesOfThePublicCheckpoint() {
        Map<String, Shape> expected = new TreeMap<>();
        expected.put("cls_token", Shape.of(1, 1, 192));
        expected.put("pos_embed", Shape.of(1, 197, 192));
        expected.put("patch_embed.proj.weight", Shape.of(192, 3, 16, 16));
        expected.put("patch_embed.proj.bias", Shape.of(192));
        expected.put("norm_f.weight", Shape.of(192));
        expected.put("head.weight", Shape.of(1000, 192));
        expected.put("head.bias", Shape.of(1000));
        for (int i = 0; i < 24; i++) {
            String prefix = "layers." + i + ".";
            TINY_LAYER.forEach((name, shape) -> expected.put(prefix + name, shape));
        }

        ImageClassifier tiny = VimPresets.of("vim_tiny").allocate();

        assertThat(expected).hasSize(415);
        Map<String, Shape> actual = new TreeMap<>();
        tiny.parameters().forEach((name, tensor) -> actual.put(name, tensor.shape()));
        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "vim_tiny, 7148008",
        "vim_tiny_stride8, 7250344",
        "vim_small, 25796584",
        "vim_small_stride8, 26001256",
        "vim_base, 97598440",
        "vim_base_stride8, 98007784"
    })
    void parameterCounts(String preset, long count) {
        assertThat(VimPresets.of(preset).allocate().parameterCount()).isEqualTo(count);
    }

    @Test
    void layersHaveTheSameInnerOffsets() {
        ImageClassifier model = small().allocate();
        ParameterBlock first = model.blocks().get(1);
        for (ParameterBlock layer : List.of(model.blocks().get(2), model.blocks().get(3))) {
            assertThat(layer.storage()).isNotSameAs(first.storage());
            assertThat(layer.decayEnd()).isEqualTo(first.decayEnd());
            first.parameters()
                    .forEach(
                            (name, tensor) -> {
                                String suffix = name.substring("layers.0.".length());
                                assertThat(layer.get(suffix).offset()).isEqualTo(tensor.offset());
                            });
        }
    }

    @Test
    void weightDecayAsTimmDecides() {
        ImageClassifier model = small().allocate();
        for (ParameterBlock block : model.blocks()) {
            block.parameters()
                    .forEach(
                            (name, tensor) -> {
                                boolean decayed = tensor.offset() < block.decayEnd();
                                boolean expected =
                                        tensor.shape().rank() > 1
                                                && !name.equals("pos_embed")
                                                && !name.equals("cls_token");
                                assertThat(decayed).as(name).isEqualTo(expected);
                            });
        }
        ParameterBlock layer = model.blocks().get(1);
        for (String name : List.of("mixer.A_log", "mixer.A_b_log", "mixer.conv1d.weight")) {
            assertThat(layer.get(name).offset()).as(name).isLessThan(layer.decayEnd());
        }
    }

    @Test
    void ablationsOwnWhatTheOfficialModulesOwn() {
        assertThat(reverse(DirectionStrategy.NONE)).isEmpty();
        assertThat(reverse(DirectionStrategy.LAYER)).isEmpty();
        assertThat(reverse(DirectionStrategy.SSM)).containsExactly("layers.0.mixer.A_b_log");
        assertThat(reverse(DirectionStrategy.SSM_CONV)).hasSize(7);

        VimConfig twoTokens = small().toBuilder().classToken(ClassToken.DOUBLE).build();
        Map<String, Tensor> all = twoTokens.allocate().parameters();
        assertThat(all).containsKeys("cls_token_head", "cls_token_tail");
        assertThat(all).doesNotContainKey("cls_token");
        assertThat(all.get("pos_embed").shape()).isEqualTo(Shape.of(1, 18, 64));

        VimConfig pooled = small().toBuilder().classToken(ClassToken.MEAN).build();
        assertThat(pooled.allocate().parameters().keySet())
                .noneMatch(name -> name.startsWith("cls_token"));
    }

    private static List<String> reverse(DirectionStrategy direction) {
        VimConfig config = small().toBuilder().direction(direction).depth(2).build();
        return config.allocate().blocks().get(1).parameters().keySet().stream()
                .filter(name -> name.contains("_b.") || name.endsWith("_b") || name.contains("_b_"))
                .toList();
    }

    private static VimConfig small() {
        return VimConfig.builder().image(64, 64).dModel(64).depth(3).classes(10).build();
    }
}
