package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.DeitPresets;
import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimPresets;
import dev.tornadovim.pipeline.train.ClassifierTask;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.weights.NetworkImport.Options;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

class NetworkImportTest {

    private static final VimConfig SMALL =
            VimConfig.builder().image(64, 64).dModel(32).depth(2).classes(10).build();
    private static final DeitConfig DEIT =
            DeitConfig.builder().image(64, 64).dModel(64).heads(1).depth(2).classes(10).build();
    private static final Options STRICT = new Options(PositionEmbedding.ALIGNED, true, 5);

    @TempDir private Path folder;

    @Test
    void aFileThatFitsIsLoadedAsItIs() {
        ImageClassifier saved = network(SMALL);
        ImageClassifier loaded = SMALL.allocate();
        NetworkImport result = load(save(saved.parameters()), loaded, STRICT);

        assertThat(result.adapted()).isEmpty();
        assertThat(result.report().complete()).isTrue();
        saved.parameters()
                .forEach(
                        (name, tensor) ->
                                assertThat(loaded.parameters().get(name).toArray())
                                        .as(name)
                                        .isEqualTo(tensor.toArray()));
    }

    @ParameterizedTest
    @EnumSource
    void classesAndGridMayChange(PositionEmbedding positions) {
        ImageClassifier saved = network(SMALL);
        VimConfig other = SMALL.toBuilder().image(96, 80).patch(16, 8).classes(7).build();
        ImageClassifier loaded = other.allocate();
        Options options = new Options(positions, true, 5);
        NetworkImport result = load(save(saved.parameters()), loaded, options);

        assertThat(result.adapted())
                .containsExactly(
                        "pos_embed: [1, 17, 32] to [1, 100, 32], resampled bicubically, "
                                + positions,
                        "head.weight: [10, 32] to [7, 32], newly initialized",
                        "head.bias: [10] to [7], newly initialized");
        Map<String, Tensor> all = loaded.parameters();
        assertThat(all.get("pos_embed").toArray())
                .isEqualTo(
                        positions.resample(
                                saved.parameters().get("pos_embed").toArray(),
                                SMALL.positions(),
                                other.positions()));
        ImageClassifier fresh = other.allocate();
        fresh.initialise(5);
        assertThat(all.get("head.weight").toArray())
                .isEqualTo(fresh.parameters().get("head.weight").toArray());
        assertThat(all.get("layers.1.mixer.x_proj_b.weight").toArray())
                .isEqualTo(saved.parameters().get("layers.1.mixer.x_proj_b.weight").toArray());
    }

    @Test
    void aDeitMayChangeClassesAndGridToo() {
        ImageClassifier saved = network(DEIT);
        DeitConfig other = DEIT.withImage(96, 64).withClasses(3);
        ImageClassifier loaded = other.allocate();
        NetworkImport result = load(save(saved.parameters()), loaded, STRICT);

        assertThat(result.adapted())
                .containsExactly(
                        "pos_embed: [1, 17, 64] to [1, 25, 64], resampled bicubically, ALIGNED",
                        "head.weight: [10, 64] to [3, 64], newly initialized",
                        "head.bias: [10] to [3], newly initialized");
        float[] before = saved.parameters().get("pos_embed").toArray();
        float[] after = loaded.parameters().get("pos_embed").toArray();
        // The row of the class token, which is the first, is kept.
        assertThat(Arrays.copyOf(after, 64)).isEqualTo(Arrays.copyOf(before, 64));
    }

    @Test
    void everythingElseMustAgree() {
        Path file = save(network(SMALL).parameters());
        VimConfig wider = SMALL.toBuilder().dModel(48).build();
        assertThatThrownBy(() -> load(file, wider.allocate(), STRICT))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(
                        file + ": made for another model: cls_token is [1, 1, 32] in the file")
                .hasMessageContaining("; other shapes in pos_embed, patch_embed.proj.weight, ")
                .hasMessageContaining(", layers.0-1.mixer.in_proj.weight, ")
                .hasMessageEndingWith(", norm_f.weight, head.weight");
        VimConfig plain = SMALL.toBuilder().direction(DirectionStrategy.NONE).build();
        assertThatThrownBy(() -> load(file, plain.allocate(), STRICT))
                .hasMessageContaining(
                        "made for another model: has unknown layers.0-1.mixer.A_b_log, ");
        VimConfig deeper = SMALL.toBuilder().depth(4).build();
        assertThatThrownBy(() -> load(file, deeper.allocate(), STRICT))
                .hasMessageContaining(
                        "made for another model: lacks layers.2-3.mixer.in_proj.weight, ");
    }

    @Test
    void withoutStrictnessTheRestIsInitialisedAndReported() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(network(SMALL).parameters());
        tensors.remove("layers.1.norm.weight");
        tensors.put("rope.freqs_cos", tensors.get("head.bias"));
        tensors.put("layers.0.mixer.D", tensors.get("norm_f.weight"));
        ImageClassifier loaded = SMALL.allocate();
        Options options = new Options(PositionEmbedding.ALIGNED, false, 5);
        assertThat(load(save(tensors), loaded, options).adapted())
                .containsExactly(
                        "layers.0.mixer.D: [32] to [64], newly initialized",
                        "missing, newly initialized: layers.1.norm.weight",
                        "unknown, left out: rope.freqs_cos");
        assertThat(loaded.parameters().get("layers.1.norm.weight").toArray()).containsOnly(1f);
        assertThat(loaded.parameters().get("layers.0.mixer.D").toArray()).containsOnly(1f);
    }

    @Test
    void aTrainingCheckpointHoldsTheNetworkAndItsAverage() {
        ImageClassifier trained = network(SMALL);
        OptimizerState state = new OptimizerState(new ClassifierTask(trained), true);
        state.averages().getLast().get("head.bias").set(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0});
        Path file = save(state.tensors());
        try (TensorSource model = WeightFiles.open(file, WeightSet.MODEL);
                TensorSource average = WeightFiles.open(file, WeightSet.EMA)) {
            assertThat(model.names())
                    .containsExactlyInAnyOrderElementsOf(trained.parameters().keySet());
            assertThat(average.names()).isEqualTo(model.names());
            assertThat(model.read("head.bias")).containsOnly(0);
            assertThat(average.read("head.bias")).startsWith(1, 2, 3);
        }
        Path plain = save(trained.parameters());
        assertThatThrownBy(() -> WeightFiles.open(plain, WeightSet.EMA))
                .hasMessage(plain + ": holds no averaged weights");
    }

    @Test
    void theAverageSharesWhatIsNotAveraged() {
        Map<String, Tensor> network = network(SMALL).parameters();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weight", network.get("head.weight"));
        tensors.put("ema.weight", network.get("norm_f.weight"));
        tensors.put("optimizer.exp_avg.weight", network.get("head.weight"));
        tensors.put("running_mean", network.get("head.bias"));
        try (TensorSource average = WeightFiles.open(save(tensors), WeightSet.EMA)) {
            assertThat(average.names()).containsExactlyInAnyOrder("weight", "running_mean");
            assertThat(average.shape("weight")).isEqualTo(network.get("norm_f.weight").shape());
        }
    }

    @Test
    void theAverageOfAPytorchCheckpointIsFound() throws URISyntaxException {
        Path mini = Path.of(getClass().getResource("/golden/vim_mini_checkpoint.pth").toURI());
        try (TensorSource average = WeightFiles.open(mini, WeightSet.EMA)) {
            assertThat(average.description()).isEqualTo(mini + " (model_ema)");
            assertThat(NetworkShapes.infer(average))
                    .isEqualTo(SMALL.toBuilder().dModel(64).depth(3).build());
        }
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
        roundTrip(DEIT);
        roundTrip(DeitPresets.of("deit_small").withImage(384, 384));
    }

    @Test
    void filesWithoutAVimAreNamed() {
        Path file = save(Map.of("x", network(SMALL).parameters().get("head.bias")));
        try (TensorSource source = WeightFiles.open(file)) {
            assertThatThrownBy(() -> NetworkShapes.infer(source))
                    .hasMessage(file + ": no Vim or DeiT network: lacks patch_embed.proj.weight");
        }
    }

    @Test
    void pytorchCheckpointsAreRecognisedAndConvert() throws URISyntaxException {
        Path mini = Path.of(getClass().getResource("/golden/vim_mini_checkpoint.pth").toURI());
        Path converted = folder.resolve("converted.safetensors");
        try (TensorSource source = WeightFiles.open(mini)) {
            NetworkConfig config = NetworkShapes.infer(source);
            assertThat(config).isEqualTo(SMALL.toBuilder().dModel(64).depth(3).build());
            ImageClassifier loaded = config.allocate();
            NetworkImport.load(source, loaded, STRICT);
            SafetensorsWriter.write(converted, Map.of(), loaded.parameters());
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

    @Test
    void aDeitWhoseHeadsAreNotKnownIsRefused() {
        Map<String, Tensor> tensors =
                new LinkedHashMap<>(DEIT.toBuilder().dModel(96).build().allocate().parameters());
        Path file = save(tensors);
        try (TensorSource source = WeightFiles.open(file)) {
            assertThatThrownBy(() -> NetworkShapes.infer(source))
                    .hasMessage(
                            file
                                    + ": a DeiT of width 96: its number of heads is not known,"
                                    + " name a preset");
        }
        tensors.put("dist_token", tensors.get("cls_token"));
        Path distilled = save(tensors);
        try (TensorSource source = WeightFiles.open(distilled)) {
            assertThatThrownBy(() -> NetworkShapes.infer(source))
                    .hasMessageContaining("a distilled DeiT");
        }
    }

    private void roundTrip(NetworkConfig config) {
        try (TensorSource source = WeightFiles.open(save(config.allocate().parameters()))) {
            assertThat(NetworkShapes.infer(source)).isEqualTo(config);
        }
    }

    private static NetworkImport load(Path file, ImageClassifier network, Options options) {
        try (TensorSource source = WeightFiles.open(file)) {
            return NetworkImport.load(source, network, options);
        }
    }

    private Path save(Map<String, Tensor> tensors) {
        Path file = folder.resolve("weights.safetensors");
        SafetensorsWriter.write(file, Map.of(), tensors);
        return file;
    }

    private static ImageClassifier network(NetworkConfig config) {
        ImageClassifier network = config.allocate();
        network.initialise(1);
        return network;
    }
}
