package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

class BackboneTest {

    private static final VimConfig SMALL =
            VimConfig.builder().image(64, 64).dModel(64).depth(3).classes(10).build();

    /** The class token's last features, normed and classified, are the golden logits. */
    @Test
    void lastFeaturesLeadToTheGoldenLogits() throws URISyntaxException {
        ImageClassifier model = SMALL.allocate();
        GoldenWeights.set(model);
        float[] sequence =
                run(SMALL, 4, (b, image) -> model.trunk().features(b, image, 2)).getFirst();

        float[] norm = model.parameters().get("norm_f.weight").toArray();
        float[] weight = model.parameters().get("head.weight").toArray();
        float[] bias = model.parameters().get("head.bias").toArray();
        Path file = Path.of(getClass().getResource("/golden/vim_small_grads.safetensors").toURI());
        try (SafetensorsFile golden = SafetensorsFile.open(file)) {
            float[] expected = golden.read("logits");
            for (int b = 0; b < 4; b++) {
                int row = (b * SMALL.tokens() + SMALL.classTokenPositions()[0]) * 64;
                double squares = 0;
                for (int c = 0; c < 64; c++) {
                    squares += sequence[row + c] * (double) sequence[row + c];
                }
                double scale = 1 / Math.sqrt(squares / 64 + 1e-5);
                for (int k = 0; k < 10; k++) {
                    double logit = bias[k];
                    for (int c = 0; c < 64; c++) {
                        logit += weight[k * 64 + c] * norm[c] * scale * sequence[row + c];
                    }
                    assertThat(logit).isCloseTo(expected[b * 10 + k], within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void mapsAreTheFeaturesWithoutClassTokens(ClassToken classToken) {
        VimConfig config = SMALL.toBuilder().image(64, 48).classToken(classToken).build();
        ImageClassifier model = config.allocate();
        GoldenWeights.set(model);
        Backbone backbone = backboneOf(config);

        var sequences = run(config, 2, (b, image) -> model.trunk().features(b, image, 0, 2));
        var maps = run(config, 2, (b, image) -> backbone.features(b, image, 0, 2));

        for (int i = 0; i < 2; i++) {
            assertThat(maps.get(i))
                    .isEqualTo(withoutRows(sequences.get(i), config, config.classTokenPositions()));
        }
        var builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", Shape.of(2, 3, 64, 48));
        assertThat(backbone.features(builder, image, 1).getFirst().shape())
                .isEqualTo(Shape.of(2, 4, 3, 64));
    }

    @Test
    void mapsOfADeitAreItsTokensWithoutTheFirst() {
        DeitConfig config = DeitConfig.builder().image(48, 64).dModel(64).heads(1).depth(2).build();
        Backbone backbone = backboneOf(config);
        ImageClassifier model = config.allocate();
        model.parameters().forEach((name, t) -> t.set(GoldenWeights.of(name, t.shape())));

        var sequences = run(config, 2, (b, image) -> model.trunk().features(b, image, 0, 1));
        var maps = run(config, 2, (b, image) -> backbone.features(b, image, 0, 1));

        for (int i = 0; i < 2; i++) {
            assertThat(maps.get(i)).isEqualTo(withoutRows(sequences.get(i), config, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void featuresAreWhatTheNextLayerSees(boolean rotary) {
        VimConfig config = SMALL.toBuilder().rotary(rotary).build();
        ImageClassifier model = config.allocate();
        GoldenWeights.set(model);
        var features = run(config, 1, (b, image) -> model.trunk().features(b, image, 0, 1, 2));

        var reference = new ReferenceVim(model);
        Tensor image = Tensor.allocated("image", Shape.of(1, 3, 64, 64), Storage.Kind.INPUT);
        GoldenWeights.setImage(image);
        for (int layer = 0; layer < 3; layer++) {
            double[] expected =
                    Arrays.stream(reference.features(image.toArray(), 0, layer))
                            .flatMapToDouble(Arrays::stream)
                            .toArray();
            float[] actual = features.get(layer);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i])
                        .as("layer %d, value %d", layer, i)
                        .isCloseTo(expected[i], within(1e-4));
            }
        }
    }

    /** With probability 1/4, drop path takes the second layer's output away, else it is 4/3 of it. */
    @Test
    void dropPathActsOnFeaturesAsOnTheNextLayer() {
        VimConfig config = SMALL.toBuilder().depth(3).dropPathRate(0.5f).build();
        Backbone backbone = backboneOf(config);
        var still = run(config, 16, (b, image) -> backbone.features(b, image, 0, 1));
        var dropped = run(config, 16, true, (b, image) -> backbone.features(b, image, 0, 1));

        assertThat(dropped.get(0)).isEqualTo(still.get(0));
        assertThat(factors(still, dropped, 16)).containsOnly(0L, 4L).contains(0L, 4L);
    }

    /** {@code hidden_states + residual} in the official code: its drop path is the final norm's. */
    @Test
    void dropPathLeavesTheLastFeatures() {
        VimConfig config = SMALL.toBuilder().depth(2).dropPathRate(0.5f).build();
        Backbone backbone = backboneOf(config);
        var still = run(config, 8, (b, image) -> backbone.features(b, image, 1));
        var trained = run(config, 8, true, (b, image) -> backbone.features(b, image, 1));
        assertThat(trained.getFirst()).isEqualTo(still.getFirst());
    }

    /** How many thirds of the second layer's output training adds, by image. */
    private static List<Long> factors(List<float[]> still, List<float[]> dropped, int batch) {
        int each = still.get(0).length / batch;
        List<Long> factors = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            int at = b * each + 17;
            float before = still.get(0)[at];
            double thirds = 3 * (dropped.get(1)[at] - before) / (still.get(1)[at] - before);
            assertThat(thirds).isCloseTo(Math.round(thirds), within(1e-2));
            factors.add(Math.round(thirds));
        }
        return factors;
    }

    @Test
    void namesHaveThePrefixAndInitialValuesAreThoseOfTheClassifier() {
        Backbone backbone = SMALL.backbone();
        backbone.initialise(5);
        ImageClassifier classifier = SMALL.allocate();
        classifier.initialise(5);

        assertThat(backbone.parameters().keySet())
                .containsExactlyElementsOf(
                        classifier.parameters().keySet().stream()
                                .filter(name -> !name.matches("norm_f.weight|head\\..*"))
                                .map(name -> "backbone." + name)
                                .toList());
        backbone.parameters()
                .forEach(
                        (name, tensor) ->
                                assertThat(tensor.toArray())
                                        .as(name)
                                        .isEqualTo(
                                                classifier
                                                        .parameters()
                                                        .get(name.substring("backbone.".length()))
                                                        .toArray()));
        assertThat(backbone.blocks().stream().map(backbone::layerOf)).containsExactly(0, 1, 2, 3);
        assertThatThrownBy(() -> backbone.layerOf(classifier.blocks().getFirst()))
                .hasMessage("block embedding is of no backbone");
    }

    @Test
    void anotherSizeTakesTheWeightsWithResampledPositions() {
        Backbone backbone = backboneOf(SMALL);
        Backbone larger = backbone.resized(96, 64);
        larger.take(backbone.parameters(), SMALL.positions());

        assertThat(larger.parameters().get("backbone.pos_embed").toArray())
                .isEqualTo(
                        PositionEmbedding.ALIGNED.resample(
                                backbone.parameters().get("backbone.pos_embed").toArray(),
                                SMALL.positions(),
                                larger.config().positions()));
        assertThat(larger.parameters().get("backbone.layers.1.mixer.D").toArray())
                .isEqualTo(backbone.parameters().get("backbone.layers.1.mixer.D").toArray());
    }

    /** A backbone with the golden weights of the classifier. */
    private static Backbone backboneOf(NetworkConfig config) {
        Backbone backbone = config.backbone();
        backbone.parameters()
                .forEach(
                        (name, tensor) ->
                                tensor.set(
                                        GoldenWeights.of(
                                                name.substring("backbone.".length()),
                                                tensor.shape())));
        return backbone;
    }

    private interface Features {
        List<Tensor> of(ProgramBuilder builder, Tensor image);
    }

    private static List<float[]> run(NetworkConfig config, int batch, Features features) {
        return run(config, batch, false, features);
    }

    private static List<float[]> run(
            NetworkConfig config, int batch, boolean training, Features features) {
        var builder = new ProgramBuilder(training);
        Tensor image =
                builder.input(
                        "image", Shape.of(batch, 3, config.imageHeight(), config.imageWidth()));
        GoldenWeights.setImage(image);
        List<Tensor> maps = features.of(builder, image);
        maps.forEach(map -> builder.output(map.name() + maps.indexOf(map), map));
        Program program = builder.build();
        program.inputs().values().stream()
                .filter(input -> input.name().startsWith(Network.RANDOM_KEY))
                .forEach(key -> DropKeys.set(key, 1, 1, 1));
        try (CpuEngine engine = new CpuEngine(1);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.download(maps.toArray(Tensor[]::new));
            return maps.stream().map(Tensor::toArray).toList();
        }
    }

    private static float[] withoutRows(float[] sequence, NetworkConfig config, int... positions) {
        int width = config.dModel();
        int tokens = config.gridHeight() * config.gridWidth() + positions.length;
        Function<Integer, float[]> row =
                i -> Arrays.copyOfRange(sequence, i * width, (i + 1) * width);
        float[] kept = new float[sequence.length / tokens * (tokens - positions.length)];
        int at = 0;
        for (int i = 0; i < sequence.length / width; i++) {
            int token = i % tokens;
            if (IntStream.of(positions).noneMatch(p -> p == token)) {
                System.arraycopy(row.apply(i), 0, kept, at, width);
                at += width;
            }
        }
        return kept;
    }
}
