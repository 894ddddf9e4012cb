package dev.tornadovim.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

class DeitModelTest {

    private static final DeitConfig SMALL =
            DeitConfig.builder()
                    .image(24, 24)
                    .patchSize(8)
                    .dModel(24)
                    .depth(2)
                    .heads(3)
                    .classes(5)
                    .build();

    @Test
    void stagesReadAsTheNetwork() {
        assertThat(inference(SMALL, AttentionForm.STREAMING).stages())
                .extracting(Stage::name)
                .containsExactly("embed", "block.0", "block.1", "head");
    }

    /** {@code golden/deit_small_grads.py} says how the expected values were made. */
    @ParameterizedTest
    @EnumSource
    void logitsAndEveryGradientAgreeWithTorch(AttentionForm form) throws URISyntaxException {
        DeitNetwork.Result result = small(form).run(2);

        Path file = Path.of(getClass().getResource("/golden/deit_small_grads.safetensors").toURI());
        try (SafetensorsFile golden = SafetensorsFile.open(file)) {
            assertThat(result.logits()).containsExactly(golden.read("logits"), offset(1e-5f));
            Set<String> names = new TreeSet<>(golden.names());
            names.remove("logits");
            assertThat(names).hasSize(result.gradients().size());
            for (String name : names) {
                float[] gradient = result.gradients().get(name.substring("grad.".length()));
                assertThat(gradient).as(name).isNotNull();
                assertThat(distance(gradient, golden.read(name))).as(name).isLessThan(1e-4);
            }
        }
    }

    @Test
    void formsOfAttentionAgree() {
        DeitNetwork.Result stored = small(AttentionForm.MATERIALISED).run(1);
        DeitNetwork.Result streamed = small(AttentionForm.STREAMING).run(1);

        assertThat(streamed.logits()).containsExactly(stored.logits(), offset(1e-5f));
        stored.gradients()
                .forEach(
                        (name, gradient) ->
                                assertThat(distance(streamed.gradients().get(name), gradient))
                                        .as(name)
                                        .isLessThan(1e-5));
    }

    @ParameterizedTest
    @EnumSource
    void bitsDoNotDependOnTheNumberOfThreads(AttentionForm form) {
        assertSame(small(form).run(3), small(form).run(1));
    }

    @Test
    void recomputingChangesNoBitAndSavesMemory() {
        DeitConfig config = SMALL.toBuilder().depth(4).dropPathRate(0.5f).build();
        DeitNetwork kept = network(config, AttentionForm.STREAMING, false);
        DeitNetwork again = network(config, AttentionForm.STREAMING, true);
        kept.setKeys(17, 4);
        again.setKeys(17, 4);

        assertSame(again.run(2), kept.run(2));
        assertThat(planned(again.program())).isLessThan(planned(kept.program()));
    }

    @Test
    void dropPathKeysAreInputsOfTrainingProgramsOnly() {
        DeitConfig config = SMALL.toBuilder().depth(3).dropPathRate(0.2f).build();

        assertThat(inference(config, AttentionForm.STREAMING).inputs()).containsOnlyKeys("image");
        assertThat(network(config, AttentionForm.STREAMING, false).program().inputs())
                .containsOnlyKeys(
                        "image",
                        "seed",
                        "random.dropPath.1.attn",
                        "random.dropPath.1.mlp",
                        "random.dropPath.2.attn",
                        "random.dropPath.2.mlp");
    }

    /** Four times the tokens: the class token aside, 16 times the maps. */
    @Test
    void memoryGrowsWithTheSquareOfTheTokensOnlyWhereMapsAreStored() {
        DeitConfig near = SMALL.toBuilder().image(256, 256).build();
        DeitConfig far = SMALL.toBuilder().image(512, 512).build();

        long map = 3L * far.tokens() * far.tokens() * Float.BYTES;
        assertThat(planned(inference(far, AttentionForm.MATERIALISED))).isGreaterThan(2 * map);
        assertThat(growth(near, far, AttentionForm.MATERIALISED)).isBetween(15.0, 16.0);
        assertThat(growth(near, far, AttentionForm.STREAMING)).isBetween(3.5, 4.0);
        assertThat(
                        planned(network(far, AttentionForm.MATERIALISED, false).program())
                                - planned(network(far, AttentionForm.STREAMING, false).program()))
                .as("training keeps the weights of every block")
                .isGreaterThan(SMALL.depth() * map);
    }

    private static double growth(DeitConfig near, DeitConfig far, AttentionForm form) {
        return (double) planned(inference(far, form)) / planned(inference(near, form));
    }

    /** Multiply-adds of one image at 224, in units of 1e9, as timm's tables of results give them. */
    @ParameterizedTest
    @CsvSource({"deit_tiny, 1.26", "deit_small, 4.61", "deit_base, 17.58"})
    void operationsPerImage(String preset, double expected) {
        Program program = inference(DeitPresets.of(preset), AttentionForm.MATERIALISED);
        long flops =
                program.stages().stream()
                        .flatMap(stage -> stage.steps().stream())
                        .filter(step -> !step.name().matches("gelu.*|layerNorm.*|add.*"))
                        .mapToLong(step -> step.cost().flops())
                        .sum();

        assertThat(flops / 2e9).isCloseTo(expected, offset(0.03 * expected));
    }

    @Test
    void imagesOfAnotherSizeAreRefused() {
        var builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", Shape.of(1, 3, 24, 25));
        ImageClassifier model = SMALL.allocate();
        assertThatThrownBy(() -> model.logits(builder, image))
                .hasMessage("expected an image batch [1, 3, 24, 24], got image[1, 3, 24, 25]");
    }

    private static DeitNetwork small(AttentionForm form) {
        return network(SMALL, form, false);
    }

    private static DeitNetwork network(DeitConfig config, AttentionForm form, boolean recompute) {
        return new DeitNetwork(config.allocate(form), 2, recompute);
    }

    private static Program inference(DeitConfig config, AttentionForm form) {
        var builder = new ProgramBuilder(false);
        Tensor image =
                builder.input("image", Shape.of(1, 3, config.imageHeight(), config.imageWidth()));
        ImageClassifier model = config.allocate(form);
        builder.output("logits", model.logits(builder, image));
        return builder.build();
    }

    private static long planned(Program program) {
        return MemoryPlan.of(program, Storage.Kind.CPU_SCRATCH).bytes();
    }

    private static void assertSame(DeitNetwork.Result actual, DeitNetwork.Result expected) {
        assertThat(actual.logits()).isEqualTo(expected.logits());
        Map<String, float[]> gradients = actual.gradients();
        expected.gradients()
                .forEach(
                        (name, values) ->
                                assertThat(gradients.get(name)).as(name).isEqualTo(values));
    }

    /** Norm of the difference over the norm of the expected values. */
    private static double distance(float[] actual, float[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / size);
    }
}
