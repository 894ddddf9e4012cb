package dev.tornadovim.experiments.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class TrainingEstimateTest {
    private static final ConfigLoader LOADER = new ConfigLoader(ConfigFolder.locate(Path.of("")));

    /** A network of one layer, so that the measured steps are short. */
    private static final List<String> SMALL =
            List.of("model.depth=1", "model.dModel=16", "engine=cpu", "threads=1");

    private static List<String> small(String... more) {
        var overrides = new ArrayList<>(SMALL);
        overrides.addAll(List.of(more));
        return overrides;
    }

    private static TrainingEstimate estimate(String... more) {
        return TrainingEstimate.of(LOADER, "fashion-mnist", small(more));
    }

    /** Counted by hand from the shapes of Vim with D=16, E=32, N=16, K=4, rank 1, 4 x 4 patches. */
    @Test
    void countsParameters() {
        int d = 16;
        int e = 32;
        int direction = e * 4 + e + 33 * e + e + e + e * 16 + e; // conv, x_proj, dt_proj, A, D
        int layer = d + d * 2 * e + 2 * direction + e * d;
        int embedding = 16 * d + d + d + 50 * d;
        int head = d + 10 * d + 10;
        assertThat(estimate().parameters()).isEqualTo(embedding + layer + head);
    }

    @Test
    void microBatchesDivideTheMemoryButNotTheWork() {
        var whole = estimate();
        var parts = estimate("train.microBatches=4");
        assertThat(parts.images()).isEqualTo(whole.images()).isEqualTo(64);
        assertThat(parts.flops().get(2)).isEqualTo(whole.flops().get(2));
        // Sums over a batch take one addition less in each part.
        assertThat(parts.flops().get(0).doubleValue())
                .isCloseTo(whole.flops().get(0), within(1e-3 * whole.flops().get(0)));
        assertThat(parts.memory().weights()).isEqualTo(whole.memory().weights());
        assertThat(parts.memory().activations()).isLessThan(whole.memory().activations() / 3);
    }

    /** One image alone would be enough for the clock, but batch norm has no variance then. */
    @Test
    void segmentationIsMeasuredWithTwoImages() {
        var overrides =
                small(
                        "data.imageSize=128",
                        "segmentation.windowStep=128",
                        "segmentation.channels=160",
                        "model.depth=4");
        var estimate = TrainingEstimate.of(LOADER, "ade20k-vim-tiny", overrides);
        double flops = estimate.flops().stream().mapToLong(f -> f).sum();
        assertThat(flops / estimate.images()).isGreaterThan(5e9);
        assertThat(estimate.step().orElseThrow().images()).isEqualTo(2);
    }

    @Test
    void activationsAreWhatTheEngineAllocates() {
        var config = LOADER.load("fashion-mnist", SMALL).config();
        var work = Workload.training(config);
        long inputs = work.program().inputs().values().stream().mapToLong(t -> 4L * t.size()).sum();
        try (var engine = new CpuEngine(1);
                var execution = engine.load(work.program())) {
            assertThat(MemoryEstimate.of(config).activations())
                    .isEqualTo(execution.plannedBytes() + inputs);
        }
    }

    /** Peak of the resident set of that training, 20 and 100 steps, with ActiveProcessorCount=1. */
    @Test
    void onOneProcessorJavaTakesASmallHeap() {
        var memory = MemoryEstimate.of(LOADER.load("study-direction", List.of()).config());
        assertThat(memory.on(1).process() / (double) (1 << 20))
                .isCloseTo(378, withinPercentage(15));
        assertThat(memory.on(1).tensors()).isEqualTo(memory.on(2).tensors());
    }

    @Test
    void countsStepsAndEvaluationsOfTheSchedule() {
        var schedule = estimate("schedule.epochs=5", "train.evalEvery=2").schedule();
        assertThat(schedule).isEqualTo(new TrainingEstimate.Schedule(5, 12_000 / 64, 3 * 2000, ""));
    }

    @Test
    void imagesThatAreNotThereLeaveTheTimeOpen() {
        var lines = estimate("data.dir=/nowhere").lines();
        assertThat(lines).hasSize(5);
        assertThat(lines.getLast())
                .startsWith("time ")
                .contains("14 epochs of unknown length, because the images are not there: /nowhere")
                .doesNotContain("about");
    }

    @Test
    void aLargeStepIsMeasuredInParts() {
        var estimate = estimate("model.dModel=256", "model.depth=4", "train.batchSize=512");
        assertThat(estimate.step().orElseThrow().images()).isBetween(1, 511);
        assertThat(estimate.lines().getLast())
                .contains(
                        "measured with %d of its 512 images"
                                .formatted(estimate.step().orElseThrow().images()));
    }

    @Test
    void secondsAreThoseOfStepsAndForwardPasses() {
        var step = new StepTime(8, 0.5, 0.25);
        assertThat(step.seconds(100, 20)).isEqualTo(0.5 * 100 + 0.5 * 0.25 * 20);
    }

    /** The widest activation has 50 × 64 values an image: 2.4 GiB here, of which none is allocated. */
    @Test
    void aBatchThatFitsNoArrayIsCountedAllTheSame() {
        var estimate = estimate("train.batchSize=200000");
        assertThat(estimate.memory().activations()).isGreaterThan(4L << 30);
        assertThat(estimate.problems())
                .anySatisfy(
                        problem ->
                                assertThat(problem)
                                        .contains(" GiB, but an array holds at most 2 GiB; use a"));
        assertThat(String.join("\n", estimate.lines()))
                .containsPattern("\nmemory +about [0-9.]+ GiB")
                .containsPattern("\nproblem +");
    }
}
