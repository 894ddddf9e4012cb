package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.model.PositionEmbedding.Layout;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimInitialiser;
import dev.tornadovim.pipeline.model.VimParameters;
import dev.tornadovim.pipeline.model.VimPresets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class VimImportTest {

    private static final VimConfig SMALL =
            VimConfig.builder().image(64, 64).dModel(32).depth(2).classes(10).build();

    @TempDir private Path folder;

    @Test
    void aFileThatFitsIsLoadedAsItIs() {
        VimParameters saved = network(SMALL);
        VimImport loaded = load(save(saved.all()), SMALL, PositionEmbedding.ALIGNED);

        assertThat(loaded.adapted()).isEmpty();
        saved.all()
                .forEach(
                        (name, tensor) ->
                                assertThat(loaded.parameters().all().get(name).toArray())
                                        .as(name)
                                        .isEqualTo(tensor.toArray()));
    }

    @ParameterizedTest
    @EnumSource
    void classesAndGridMayChange(PositionEmbedding positions) {
        VimParameters saved = network(SMALL);
        VimConfig other = SMALL.toBuilder().image(96, 80).patch(16, 8).classes(7).build();
        VimImport loaded = load(save(saved.all()), other, positions);

        assertThat(loaded.adapted())
                .containsExactly(
                        "pos_embed: [1, 17, 32] to [1, 100, 32], resampled bicubically, "
                                + positions,
                        "head.weight: [10, 32] to [7, 32], initialised anew",
                        "head.bias: [10] to [7], initialised anew");
        Map<String, Tensor> all = loaded.parameters().all();
        assertThat(all.get("pos_embed").toArray())
                .isEqualTo(
                        positions.resample(
                                saved.all().get("pos_embed").toArray(),
                                Layout.of(SMALL),
                                Layout.of(other)));
        VimParameters fresh = VimParameters.allocate(other);
        VimInitialiser.initialise(fresh, 5);
        assertThat(all.get("head.weight").toArray())
                .isEqualTo(fresh.all().get("head.weight").toArray());
        assertThat(all.get("layers.1.mixer.x_proj_b.weight").toArray())
                .isEqualTo(saved.all().get("layers.1.mixer.x_proj_b.weight").toArray());
    }

    @Test
    void everythingElseMustAgree() {
        Path file = save(network(SMALL).all());
        VimConfig wider = SMALL.toBuilder().dModel(48).build();
        assertThatThrownBy(() -> load(file, wider, PositionEmbedding.ALIGNED))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(
                        file + ": made for another model: cls_token is [1, 1, 32] in the file");
        VimConfig plain = SMALL.toBuilder().direction(DirectionStrategy.NONE).build();
        assertThatThrownBy(() -> load(file, plain, PositionEmbedding.ALIGNED))
                .hasMessageContaining("made for another model: has unknown layers.0.mixer.");
        VimConfig deeper = SMALL.toBuilder().depth(3).build();
        assertThatThrownBy(() -> load(file, deeper, PositionEmbedding.ALIGNED))
                .hasMessageContaining(
                        "made for another model: lacks layers.2.mixer.in_proj.weight");
    }

    @Test
    void configurationsAreInferredFromShapes() {
        roundTrip(SMALL);
        roundTrip(VimPresets.of("vim_tiny"));
        roundTrip(VimPresets.of("vim_tiny_stride8"));
        roundTrip(SMALL.toBuilder().direction(DirectionStrategy.SSM).dtRank(5).dState(8).build());
        roundTrip(
                SMALL.toBuilder()
                        .direction(DirectionStrategy.NONE)
                        .classToken(ClassToken.DOUBLE)
                        .channels(1)
                        .patch(4, 4)
                        .expand(3)
                        .build());
        roundTrip(SMALL.toBuilder().classToken(ClassToken.MEAN).dConv(3).build());
    }

    @Test
    void filesWithoutAVimAreNamed() {
        Path file = save(Map.of("x", network(SMALL).all().get("head.bias")));
        try (TensorSource source = WeightFiles.open(file)) {
            assertThatThrownBy(() -> VimShapes.infer(source))
                    .hasMessage(file + ": no Vim network: lacks patch_embed.proj.weight");
        }
    }

    @Test
    void pytorchCheckpointsAreRecognisedAndConvert() throws URISyntaxException {
        Path mini = Path.of(getClass().getResource("/golden/vim_mini_checkpoint.pth").toURI());
        Path converted = folder.resolve("converted.safetensors");
        try (TensorSource source = WeightFiles.open(mini)) {
            VimConfig config = VimShapes.infer(source);
            assertThat(config).isEqualTo(SMALL.toBuilder().dModel(64).depth(3).build());
            VimImport loaded = VimImport.load(source, config, PositionEmbedding.ALIGNED, 0);
            SafetensorsWriter.write(converted, Map.of(), loaded.parameters().all());
            try (TensorSource again = WeightFiles.open(converted)) {
                assertThat(again.names()).containsExactlyInAnyOrderElementsOf(source.names());
                for (String name : source.names()) {
                    assertThat(again.read(name)).as(name).isEqualTo(source.read(name));
                }
            }
        }
        assertThat(converted).exists();
        assertThat(Files.exists(folder.resolve("converted.safetensors.tmp"))).isFalse();
    }

    private void roundTrip(VimConfig config) {
        try (TensorSource source = WeightFiles.open(save(VimParameters.allocate(config).all()))) {
            assertThat(VimShapes.infer(source)).isEqualTo(config);
        }
    }

    private static VimImport load(Path file, VimConfig config, PositionEmbedding positions) {
        try (TensorSource source = WeightFiles.open(file)) {
            return VimImport.load(source, config, positions, 5);
        }
    }

    private Path save(Map<String, Tensor> tensors) {
        Path file = folder.resolve("weights.safetensors");
        SafetensorsWriter.write(file, Map.of(), tensors);
        return file;
    }

    private static VimParameters network(VimConfig config) {
        VimParameters parameters = VimParameters.allocate(config);
        VimInitialiser.initialise(parameters, 1);
        return parameters;
    }
}
