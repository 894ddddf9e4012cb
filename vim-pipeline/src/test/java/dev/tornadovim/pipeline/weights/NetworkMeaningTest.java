package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.Network;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimConfigBuilder;
import dev.tornadovim.pipeline.weights.NetworkImport.Options;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Networks whose tensors have the same names and shapes, and that compute different things. */
class NetworkMeaningTest {

    private static final VimConfig SMALL =
            VimConfig.builder().image(64, 64).dModel(32).depth(2).classes(10).build();

    @TempDir private Path folder;

    static Stream<Arguments> others() {
        return Stream.of(
                other(b -> b.classToken(ClassToken.HEAD), "classToken is HEAD in the file, MIDDLE"),
                other(b -> b.divideOutput(false), "divideOutput is false in the file, true"),
                other(b -> b.rotary(true), "rotary is true in the file, false"));
    }

    private static Arguments other(UnaryOperator<VimConfigBuilder> change, String problem) {
        return Arguments.of(
                change.apply(SMALL.toBuilder()).build(), SMALL, problem + " in the model");
    }

    static Stream<Arguments> pairs() {
        VimConfig none = with(b -> b.direction(DirectionStrategy.NONE));
        VimConfig layer = with(b -> b.direction(DirectionStrategy.LAYER));
        VimConfig mean = with(b -> b.classToken(ClassToken.MEAN));
        VimConfig max = with(b -> b.classToken(ClassToken.MAX));
        DeitConfig deit =
                DeitConfig.builder().image(64, 64).dModel(64).heads(1).depth(2).classes(10).build();
        return Stream.concat(
                others(),
                Stream.of(
                        Arguments.of(
                                layer, none, "direction is LAYER in the file, NONE in the model"),
                        Arguments.of(mean, max, "classToken is MEAN in the file, MAX in the model"),
                        Arguments.of(
                                deit.toBuilder().heads(4).build(),
                                deit,
                                "heads is 4 in the file, 1 in the model")));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theSameShapesWithAnotherMeaningAreRefused(
            NetworkConfig trained, NetworkConfig wanted, String problem) {
        Path file = save(trained.allocate());
        assertThatThrownBy(() -> load(file, wanted.allocate(), trained, true))
                .isInstanceOf(WeightsException.class)
                .hasMessage(file + ": made for another model: " + problem);
        assertThat(load(file, wanted.allocate(), trained, false).adapted())
                .containsExactly(problem);
        assertThat(load(file, trained.allocate(), trained, true).adapted()).isEmpty();
    }

    @Test
    void allDifferencesAreNamed() {
        VimConfig trained = with(b -> b.classToken(ClassToken.HEAD).rotary(true));
        Path file = save(trained.allocate());
        assertThatThrownBy(() -> load(file, SMALL.allocate(), trained, true))
                .hasMessageEndingWith(
                        "model: classToken is HEAD in the file, MIDDLE in the model;"
                                + " rotary is true in the file, false in the model");
    }

    /** Directions are added or averaged in one design only. */
    @Test
    void whatADesignDoesNotUseMayDiffer() {
        VimConfig none = with(b -> b.direction(DirectionStrategy.NONE));
        VimConfig same = none.toBuilder().divideOutput(false).build();
        assertThat(load(save(none.allocate()), same.allocate(), none, true).adapted()).isEmpty();
    }

    @Test
    void whatFineTuningChangesIsReported() {
        VimConfig finer = with(b -> b.patch(16, 8).image(40, 40));
        assertThat(load(save(SMALL.allocate()), finer.allocate(), SMALL, true).adapted())
                .containsExactly("stride is 16 in the file, 8 in the model");
    }

    @Test
    void backbonesAreComparedWithoutTheirPooling() {
        VimConfig mean = with(b -> b.classToken(ClassToken.MEAN));
        VimConfig max = with(b -> b.classToken(ClassToken.MAX));
        Path file = save(mean.allocate());
        assertThat(loadBackbone(file, max, mean).adapted())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("not of the backbone, left out: ");
        VimConfig summed = mean.toBuilder().divideOutput(false).build();
        assertThatThrownBy(() -> loadBackbone(file, summed, mean))
                .hasMessageEndingWith("divideOutput is true in the file, false in the model");
        // Official dense networks with rotary embedding start from classifiers without.
        VimConfig rotary = mean.toBuilder().rotary(true).build();
        assertThat(loadBackbone(file, rotary, mean).adapted())
                .contains("rotary is false in the file, true in the model");
        assertThatThrownBy(() -> loadBackbone(file, mean, rotary))
                .hasMessageEndingWith("rotary is true in the file, false in the model");
    }

    /** The tables are PyTorch's, by the official code's formula. */
    @Test
    void rotaryTablesAreComparedAndLeftOut() {
        VimConfig first = with(b -> b.rotary(true).divideOutput(false).classToken(ClassToken.MEAN));
        Map<String, Tensor> tensors = new LinkedHashMap<>(first.allocate().parameters());
        try (TensorSource rope = WeightFiles.open(TorchFilesTest.resource("rope.pth"))) {
            for (String name : rope.names()) {
                Tensor table = Tensor.allocated(name, rope.shape(name), Storage.Kind.STATE);
                table.set(rope.read(name));
                tensors.put(name, table);
            }
        }
        Path file = save(tensors);
        try (TensorSource source = WeightFiles.open(file)) {
            assertThat(NetworkShapes.infer(source)).isEqualTo(first);
        }
        String leftOut = "rotary tables, computed here: rope.freqs_cos, rope.freqs_sin";
        assertThat(load(file, first.allocate(), null, true).adapted()).containsExactly(leftOut);
        // At another size the tables are those of the file's own grid all the same.
        VimConfig larger = first.withImage(96, 96);
        assertThat(load(file, larger.allocate(), null, true).adapted())
                .containsExactly(
                        "pos_embed: [1, 16, 32] to [1, 36, 32], resampled bicubically, ALIGNED",
                        leftOut);
        VimConfig still = first.toBuilder().rotary(false).build();
        assertThatThrownBy(() -> load(file, still.allocate(), null, true))
                .hasMessage(
                        file
                                + ": made for another model: rotary is true in the file (it has"
                                + " rope.freqs_cos, rope.freqs_sin), false in the model");

        Tensor sine = tensors.get("rope.freqs_sin");
        float[] other = sine.toArray();
        other[33] += 0.1f;
        sine.set(other);
        Path custom = save(tensors);
        assertThatThrownBy(() -> load(custom, first.allocate(), null, true))
                .hasMessageContaining("has other angles than rotary position embedding");
    }

    @Test
    void aClassTokenBesideRotaryTablesStandsBeforeThePatches() {
        VimConfig first = with(b -> b.rotary(true).divideOutput(false).classToken(ClassToken.HEAD));
        Map<String, Tensor> tensors = new LinkedHashMap<>(first.allocate().parameters());
        tensors.put("rope.freqs_cos", zeros(16, 32));
        try (TensorSource source = WeightFiles.open(save(tensors))) {
            assertThat(NetworkShapes.infer(source)).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dist_token", "head_dist.weight"})
    void aDistilledDeitIsNamedWhereverItIsLoaded(String sign) {
        DeitConfig deit =
                DeitConfig.builder().image(64, 64).dModel(64).heads(1).depth(2).classes(10).build();
        Map<String, Tensor> tensors = new LinkedHashMap<>(deit.allocate().parameters());
        tensors.put(sign, zeros(1, 1, 64));
        Path file = save(tensors);
        String problem = file + ": a distilled DeiT (it has " + sign + "), expected one without";
        for (boolean strict : List.of(true, false)) {
            assertThatThrownBy(() -> load(file, deit.allocate(), null, strict))
                    .hasMessageStartingWith(problem);
        }
        assertThatThrownBy(() -> loadBackbone(file, deit, null)).hasMessageStartingWith(problem);
        try (TensorSource source = WeightFiles.open(file)) {
            assertThatThrownBy(() -> NetworkShapes.infer(source)).hasMessageStartingWith(problem);
            assertThatThrownBy(() -> NetworkShapes.fit(deit, source))
                    .hasMessageStartingWith(problem);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void weightsThatAreNotFiniteAreRefusedByName(float value) {
        ImageClassifier saved = SMALL.allocate();
        Tensor state = saved.parameters().get("layers.1.mixer.A_log");
        float[] values = state.toArray();
        values[7] = value;
        values[9] = value;
        state.set(values);
        Path file = save(saved);
        String problem =
                "tensor %s has 2 of 1024 values that are not finite, the first is %s at index 7";
        String name = "layers.1.mixer.A_log";
        assertThatThrownBy(() -> load(file, SMALL.allocate(), null, true))
                .hasMessage(file + ": " + problem.formatted(name, value));
        assertThatThrownBy(() -> loadBackbone(file, SMALL, null))
                .hasMessage(file + ": " + problem.formatted("backbone." + name, value));
        try (TensorSource source = WeightFiles.open(file)) {
            var parameters = SMALL.allocate().parameters();
            List.<Runnable>of(
                            () -> WeightsLoader.load(source, parameters),
                            () -> WeightsLoader.loadAll(source, parameters),
                            () -> WeightsLoader.loadMatching(source, parameters))
                    .forEach(
                            load ->
                                    assertThatThrownBy(load::run)
                                            .isInstanceOf(WeightsException.class)
                                            .hasMessageContaining("tensor " + name));
        }
    }

    private NetworkImport load(Path file, Network network, NetworkConfig trained, boolean strict) {
        try (TensorSource source = WeightFiles.open(file)) {
            return NetworkImport.load(source, network, options(trained, strict));
        }
    }

    private NetworkImport loadBackbone(Path file, NetworkConfig wanted, NetworkConfig trained) {
        try (TensorSource source = WeightFiles.open(file)) {
            return NetworkImport.loadBackbone(source, wanted.backbone(), options(trained, true));
        }
    }

    private static Options options(NetworkConfig trained, boolean strict) {
        return new Options(PositionEmbedding.ALIGNED, strict, 5, Optional.ofNullable(trained));
    }

    private static VimConfig with(UnaryOperator<VimConfigBuilder> change) {
        return change.apply(SMALL.toBuilder()).build();
    }

    private static Tensor zeros(int... dims) {
        return Tensor.allocated("zeros", Shape.of(dims), Storage.Kind.STATE);
    }

    private Path save(Network network) {
        return save(network.parameters());
    }

    private Path save(Map<String, Tensor> tensors) {
        Path file = folder.resolve("weights.safetensors");
        SafetensorsWriter.write(file, Map.of(), tensors);
        return file;
    }
}
