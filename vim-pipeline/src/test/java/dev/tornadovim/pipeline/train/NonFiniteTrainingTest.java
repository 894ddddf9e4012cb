package dev.tornadovim.pipeline.train;

import static dev.tornadovim.pipeline.train.LinearTask.batch;
import static dev.tornadovim.pipeline.train.LinearTask.poisoned;
import static dev.tornadovim.pipeline.train.LinearTraining.ROWS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Training that meets NaN: steps are skipped, checkpoints stay good, nothing of it is ever best. */
class NonFiniteTrainingTest {

    private static final List<float[]> ONE_POISONED =
            List.of(batch(0, ROWS), batch(1, ROWS), poisoned(2, ROWS), batch(3, ROWS));

    @TempDir private Path folder;

    @Test
    void aStepWhoseGradientIsNotFiniteChangesNothing() {
        LinearTraining training = LinearTraining.of(folder, 1);
        Progress end = training.run(ONE_POISONED);
        assertThat(training.steps).allMatch(step -> Double.isFinite(step.loss()));
        assertThat(training.steps.stream().map(step -> step.skipped()))
                .containsExactly(false, false, true, false);
        assertThat(training.weights.get(2)).isEqualTo(training.weights.get(1));
        assertThat(training.weights.get(3)).isNotEqualTo(training.weights.get(2));
        assertThat(end.step()).isEqualTo(4);
        assertThat(end.skipped()).isEqualTo(1);
        assertThat(training.weights.get(3)).isEqualTo(updatedWithoutThePoisonedBatch());
    }

    /** Three updates, numbered 1 to 3, at the rates of the steps 1, 2 and 4. */
    private float[] updatedWithoutThePoisonedBatch() {
        LinearTraining training = LinearTraining.of(folder, 1);
        LinearTask task = training.task;
        var program = new TrainingProgram(task, training.config(), training.state);
        int update = 0;
        try (var engine = new CpuEngine(1);
                Execution execution = engine.load(program.program())) {
            for (int step : new int[] {0, 1, 3}) {
                program.prepareUpdate(
                        training.config().schedule().at(1e-2, step / 4.0, 4), ++update);
                task.setBatch(batch(step, ROWS));
                for (Phase phase : Phase.values()) {
                    execution.run(phase);
                }
            }
        }
        return task.layer.flat().toArray();
    }

    @Test
    void oneMicroBatchIsEnoughToSkipTheStepAndNothingOfItIsLeft() {
        var poisonedPart = new LinearTraining(folder, 2, 1, 1, 0);
        poisonedPart.run(
                List.of(batch(0, ROWS), poisoned(1, ROWS), batch(2, ROWS), batch(3, ROWS)));
        assertThat(poisonedPart.steps.get(0).skipped()).isTrue();
        assertThat(poisonedPart.steps.get(1).skipped()).isFalse();
        var fresh = new LinearTraining(folder, 2, 1, 1, 0);
        fresh.run(List.of(batch(2, ROWS), batch(3, ROWS)));
        assertThat(poisonedPart.steps.get(1).gradientNorm())
                .isEqualTo(fresh.steps.get(0).gradientNorm());
    }

    @Test
    void skippedStepsInARowEndTheTrainingAndTheLastCheckpointIsNamed() throws IOException {
        LinearTraining training = LinearTraining.of(folder, 20);
        var batches = List.of(batch(0, ROWS), poisoned(1, ROWS));
        training.run(batches);
        assertThat(training.steps).as("not in a row").hasSize(40);

        LinearTraining rest = LinearTraining.of(folder, 21);
        Progress from = Checkpoints.load(rest.checkpoints().last(), rest.state);
        float[] good = rest.task.layer.flat().toArray();
        assertThatThrownBy(
                        () ->
                                rest.run(
                                        Collections.nCopies(
                                                2 * Trainer.MOST_SKIPPED, poisoned(1, ROWS)),
                                        from))
                .isInstanceOf(DivergedException.class)
                .hasMessage(
                        "the gradient norm was not finite in 10 steps in a row, the last one NaN"
                                + " (step 50, epoch 21); %s holds the weights of step 49; try a"
                                + " lower learning rate or clipping of the gradient norm",
                        rest.checkpoints().last());
        assertThat(saved(rest.checkpoints().last(), "layer.weight")).isEqualTo(first(good, 9));
    }

    @Test
    void aTrainingWhoseEveryStepIsSkippedDoesNotEndWell() {
        LinearTraining training = LinearTraining.of(folder, 1);
        assertThatThrownBy(() -> training.run(Collections.nCopies(3, poisoned(1, ROWS))))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("in 3 steps in a row");
    }

    @Test
    void aResumedTrainingCountsOnFromItsCheckpoint() throws IOException {
        LinearTraining whole = LinearTraining.of(folder, 1);
        whole.run(ONE_POISONED);
        byte[] expected = Files.readAllBytes(whole.checkpoints().last());
        LinearTraining killed = LinearTraining.of(folder, 1);
        killed.afterStep =
                step -> {
                    if (step == 4) {
                        throw new IllegalStateException("killed");
                    }
                    return null;
                };
        assertThatThrownBy(() -> killed.run(ONE_POISONED)).hasMessage("killed");
        LinearTraining resumed = LinearTraining.of(folder, 1);
        Progress from = Checkpoints.load(resumed.checkpoints().last(), resumed.state);
        assertThat(from.skipped()).isEqualTo(1);
        resumed.run(ONE_POISONED, from);
        assertThat(Files.readAllBytes(resumed.checkpoints().last())).isEqualTo(expected);
    }

    @Test
    void aCheckpointFromBeforeStepsCouldBeSkippedIsResumed() throws IOException {
        LinearTraining training = LinearTraining.of(folder, 1);
        String progress =
                "{\"epoch\":0,\"batch\":1,\"step\":1,\"lossSum\":1.5,\"best\":-1.0,\"bestEpoch\":0}";
        SafetensorsWriter.write(
                training.checkpoints().last(),
                Map.of("progress", progress),
                training.state.tensors());
        assertThat(Checkpoints.load(training.checkpoints().last(), training.state))
                .isEqualTo(new Progress(0, 1, 1, 1.5, -1, 0, 0));
    }

    @Test
    void weightsThatAreNotFiniteAreNeverSaved() throws IOException {
        LinearTraining training = LinearTraining.of(folder, 1);
        training.afterStep =
                step -> {
                    if (step == 3) {
                        training.state.secondMoments().getFirst().get("weight").set(infinite(9));
                    }
                    return null;
                };
        assertThatThrownBy(
                        () ->
                                training.run(
                                        List.of(
                                                batch(0, ROWS),
                                                batch(1, ROWS),
                                                batch(2, ROWS),
                                                batch(3, ROWS))))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith(
                        "optimizer.exp_avg_sq.layer.weight has values that are not finite (step 3,"
                                + " epoch 1); "
                                + training.checkpoints().last()
                                + " holds the weights of step 2");
        assertThat(saved(training.checkpoints().last(), "layer.weight"))
                .isEqualTo(first(training.weights.get(1), 9));
    }

    private static float[] infinite(int size) {
        float[] values = new float[size];
        values[1] = Float.POSITIVE_INFINITY;
        return values;
    }

    @Test
    void anEvaluationWithoutFiniteOutputsEndsTheTraining() throws IOException {
        LinearTraining training = LinearTraining.of(folder, 2);
        training.evaluator =
                weights ->
                        training.steps.size() < 3
                                ? LinearTraining.top1(0.25)
                                : nothing(Double.NaN, 8);
        assertThatThrownBy(() -> training.run(List.of(batch(0, ROWS), batch(1, ROWS))))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith(
                        "no output of the network is finite in the evaluation (step 4, epoch 2);")
                .hasMessageContaining("last.safetensors holds the weights of step 3");
        assertThat(saved(training.checkpoints().best(), "layer.weight"))
                .isEqualTo(first(training.weights.get(1), 9));
    }

    @Test
    void aMetricThatIsNotFiniteIsNeverBest() throws IOException {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            LinearTraining training = LinearTraining.of(folder, 2);
            training.evaluator =
                    weights ->
                            training.steps.size() < 3
                                    ? LinearTraining.top1(0.25)
                                    : nothing(value, 0);
            Progress end = training.run(List.of(batch(0, ROWS), batch(1, ROWS)));
            assertThat(end.best()).isEqualTo(0.25);
            assertThat(end.bestEpoch()).isEqualTo(1);
            assertThat(saved(training.checkpoints().best(), "layer.weight"))
                    .isEqualTo(first(training.weights.get(1), 9));
        }
    }

    @Test
    void withoutAnyFiniteMetricThereIsNoBest() {
        LinearTraining training = LinearTraining.of(folder, 1);
        training.evaluator = weights -> nothing(Double.NaN, 0);
        Progress end = training.run(List.of(batch(0, ROWS)));
        assertThat(end.hasBest()).isFalse();
        assertThat(training.checkpoints().best()).doesNotExist();
    }

    private static Metrics nothing(double value, long nonFinite) {
        return new Metrics(Metric.TOP1, Map.of(Metric.TOP1, value), 8, nonFinite, Optional.empty());
    }

    private static float[] saved(Path file, String name) throws IOException {
        try (SafetensorsFile source = SafetensorsFile.open(file)) {
            return source.read(name);
        }
    }

    private static float[] first(float[] values, int count) {
        return Arrays.copyOf(values, count);
    }
}
