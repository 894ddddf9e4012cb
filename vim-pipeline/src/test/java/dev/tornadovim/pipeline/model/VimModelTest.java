package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.function.IntPredicate;

class VimModelTest {

    private static final float[] LABELS = {3, 1};

    @Test
    void stagesReadAsTheNetwork() {
        Program program = inference(small().depth(3).build(), 1);

        assertThat(program.stages())
                .extracting(Stage::name)
                .containsExactly("embed", "block.0", "block.1", "block.2", "head");
    }

    /** Multiply-adds of linear layers and patch projection, in units of 1e9, computed by hand. */
    @ParameterizedTest
    @CsvSource({"vim_tiny, 1.278", "vim_small, 4.822", "vim_tiny_stride8, 4.736"})
    void linearOperationsPerImage(String preset, double expected) {
        Program program = inference(VimPresets.of(preset), 1);
        long flops =
                program.stages().stream()
                        .flatMap(stage -> stage.steps().stream())
                        .filter(
                                step ->
                                        step.name().startsWith("linear")
                                                || step.name().startsWith("patch"))
                        .mapToLong(step -> step.cost().flops())
                        .sum();

        assertThat(flops / 2e9).isCloseTo(expected, within(0.002));
    }

    @Test
    void inferenceNeedsNoMoreMemoryForMoreLayers() {
        long two = planned(inference(small().depth(2).build(), 1));
        long nine = planned(inference(small().depth(9).build(), 1));

        assertThat(nine).isEqualTo(two);
    }

    @ParameterizedTest
    @EnumSource
    void recomputingChangesNoBitAndSavesMemory(DirectionStrategy direction) {
        VimConfig config =
                small().depth(4).direction(direction).dropPathRate(0.4f).dropRate(0.1f).build();
        TestNetwork.Result kept = train(config, layer -> false);
        TestNetwork.Result some = train(config, layer -> layer % 2 == 1);
        TestNetwork.Result all = train(config, layer -> true);

        for (TestNetwork.Result again : List.of(some, all)) {
            assertThat(again.loss()).isEqualTo(kept.loss());
            assertThat(again.logits()).isEqualTo(kept.logits());
            kept.gradients()
                    .forEach(
                            (name, gradient) ->
                                    assertThat(again.gradients().get(name))
                                            .as(name)
                                            .isEqualTo(gradient));
        }
        assertThat(some.plannedBytes()).isLessThan(kept.plannedBytes());
        assertThat(all.plannedBytes()).isLessThan(some.plannedBytes());
    }

    @Test
    void dropKeysAreInputsOfTrainingProgramsOnly() {
        VimConfig config = small().depth(4).dropPathRate(0.3f).dropRate(0.1f).build();

        assertThat(inference(config, 1).inputs()).containsOnlyKeys("image");
        assertThat(network(config, layer -> false).program().inputs())
                .containsOnlyKeys(
                        "image",
                        "targets",
                        "random.dropout",
                        "random.dropPath.2",
                        "random.dropPath.3",
                        "random.dropPath.4");
    }

    @Test
    void featuresAreTheStreamWithTheLastOutputAdded() {
        // Without layers after it, the head's norm takes exactly this sum.
        VimConfig config = small().depth(2).classToken(ClassToken.MEAN).build();
        ImageClassifier model = config.allocate();
        GoldenWeights.set(model);
        var builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", imageShape(config, 1));
        List<Tensor> features = model.trunk().features(builder, image, 0, 1);
        features.forEach(tensor -> builder.output(tensor.name(), tensor));
        GoldenWeights.setImage(image);
        Program program = builder.build();
        try (CpuEngine engine = new CpuEngine(1);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
        }

        assertThat(program.stages())
                .extracting(Stage::name)
                .containsExactly("embed", "block.0", "features.0", "block.1", "features.1");
        float[] expected = head(model, features.get(1).toArray());
        float[] logits = logits(model);
        for (int c = 0; c < expected.length; c++) {
            assertThat(logits[c]).isCloseTo(expected[c], within(1e-4f));
        }
    }

    @Test
    void featuresAfterLayersThatAreNoneAreRefused() {
        VimConfig config = small().depth(4).direction(DirectionStrategy.LAYER).build();
        ImageClassifier model = config.allocate();
        for (int layer : new int[] {0, 4}) {
            var builder = new ProgramBuilder(false);
            Tensor image = builder.input("image", imageShape(config, 1));
            assertThatThrownBy(() -> model.trunk().features(builder, image, layer))
                    .hasMessageStartingWith("no features after layer " + layer);
        }
    }

    @Test
    void imagesOfAnotherSizeAreRefused() {
        VimConfig config = small().build();
        var builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", Shape.of(2, 3, 32, 33));
        assertThatThrownBy(() -> config.allocate().logits(builder, image))
                .hasMessage("expected an image batch [2, 3, 32, 32], got image[2, 3, 32, 33]");
    }

    /** Norm, mean over tokens and classifier, in double. */
    private static float[] head(ImageClassifier model, float[] tokens) {
        float[] norm = model.blocks().getLast().get("norm_f.weight").toArray();
        float[] weight = model.blocks().getLast().get("head.weight").toArray();
        float[] result = model.blocks().getLast().get("head.bias").toArray();
        int d = norm.length;
        int length = tokens.length / d;
        for (int t = 0; t < length; t++) {
            double squares = 0;
            for (int c = 0; c < d; c++) {
                squares += Math.pow(tokens[t * d + c], 2);
            }
            double scale = 1 / Math.sqrt(squares / d + 1e-5) / length;
            for (int i = 0; i < result.length * d; i++) {
                result[i / d] += (float) (weight[i] * norm[i % d] * tokens[t * d + i % d] * scale);
            }
        }
        return result;
    }

    private static float[] logits(ImageClassifier model) {
        var builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", imageShape(model.config(), 1));
        Tensor logits = model.logits(builder, image);
        builder.output("logits", logits);
        GoldenWeights.setImage(image);
        try (CpuEngine engine = new CpuEngine(1);
                Execution execution = engine.load(builder.build())) {
            execution.run(Phase.FORWARD);
            return logits.toArray();
        }
    }

    private static TestNetwork.Result train(VimConfig config, IntPredicate recompute) {
        TestNetwork network = network(config, recompute);
        int[] number = {0};
        network.program()
                .inputs()
                .forEach(
                        (name, input) -> {
                            if (name.startsWith(Network.RANDOM_KEY)) {
                                DropKeys.set(input, 11, 0, number[0]++);
                            }
                        });
        return network.run(2);
    }

    private static TestNetwork network(VimConfig config, IntPredicate recompute) {
        ImageClassifier model = config.allocate();
        GoldenWeights.set(model);
        TestNetwork network = new TestNetwork(model, LABELS, recompute);
        GoldenWeights.setImage(network.image());
        return network;
    }

    private static Program inference(VimConfig config, int batch) {
        var builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", imageShape(config, batch));
        Tensor logits = config.allocate().logits(builder, image);
        builder.output("logits", logits);
        return builder.build();
    }

    private static long planned(Program program) {
        return MemoryPlan.of(program, Storage.Kind.CPU_SCRATCH).bytes();
    }

    private static VimConfigBuilder small() {
        return VimConfig.builder().image(32, 32).patch(4, 4).dModel(32).classes(10);
    }

    private static Shape imageShape(NetworkConfig config, int batch) {
        return Shape.of(batch, config.channels(), config.imageHeight(), config.imageWidth());
    }
}
