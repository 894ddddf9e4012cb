package dev.tornadovim.pipeline.train;

import static dev.tornadovim.pipeline.train.LinearTask.batch;
import static dev.tornadovim.pipeline.train.LinearTraining.ROWS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.train.listener.EpochMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingStart;
import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the loop does beside the steps: micro-batches, averages, and when it evaluates. */
class TrainingLoopTest {

    @TempDir private Path folder;

    /** Without averaging, the norm would be twice as large, and clipping at it another. */
    @Test
    void gradientsAreMeansOverTheMicroBatches() {
        var parts = new LinearTraining(folder, 2, 1, 1, 0);
        parts.run(List.of(batch(0, ROWS), batch(1, ROWS)));
        var twice = new LinearTraining(folder, 2, 1, 1, 0);
        twice.run(List.of(batch(0, ROWS), batch(0, ROWS)));
        var once = new LinearTraining(folder, 1, 1, 1, 0);
        once.run(List.of(batch(0, ROWS)));
        double norm = once.steps.getFirst().gradientNorm();
        assertThat(twice.steps.getFirst().gradientNorm()).isCloseTo(norm, within(1e-6 * norm));
        assertThat(twice.steps.getFirst().loss())
                .isCloseTo(once.steps.getFirst().loss(), within(1e-6));
        assertThat(parts.steps.getFirst().gradientNorm()).isLessThan(2 * norm);
    }

    /** timm's ModelEma: a copy at first, then decay times itself and the rest of the weights. */
    @Test
    void theAverageStartsFromTheWeights() {
        var training = new LinearTraining(folder, 1, 1, 1, 0.75);
        float[] average = training.task.layer.flat().toArray();
        assertThat(training.state.averages().getFirst().flat().toArray()).isEqualTo(average);
        training.run(List.of(batch(0, ROWS), batch(1, ROWS)));
        for (float[] weights : training.weights) {
            for (int i = 0; i < average.length; i++) {
                average[i] = 0.75f * average[i] + 0.25f * weights[i];
            }
        }
        assertThat(training.state.averages().getFirst().flat().toArray())
                .containsExactly(average, within(1e-6f));
    }

    @Test
    void theBetterOfNetworkAndAverageIsBest() throws IOException {
        for (boolean averageLeads : new boolean[] {true, false}) {
            var training = new LinearTraining(folder, 1, 2, 1, 0.75);
            training.evaluator =
                    weights -> {
                        boolean average = weights.equals(training.state.averagedWeights());
                        double share = training.steps.size() / 10.0;
                        return LinearTraining.top1(average == averageLeads ? share + 0.5 : share);
                    };
            Progress end = training.run(List.of(batch(0, ROWS), batch(1, ROWS)));
            assertThat(training.evaluations.stream().map(e -> e.name()))
                    .containsExactly("model", "ema", "model", "ema");
            assertThat(end.best()).isCloseTo(0.9, within(1e-9));
            assertThat(end.bestEpoch()).isEqualTo(2);
            try (var best = SafetensorsFile.open(training.checkpoints().best())) {
                assertThat(best.names()).contains("layer.weight", "ema.layer.weight");
            }
        }
    }

    @Test
    void anEarlierEvaluationStaysBestUntilALaterOneIsBetter() throws IOException {
        var training = new LinearTraining(folder, 1, 3, 1, 0);
        double[] values = {0.5, 0.75, 0.75};
        training.evaluator = weights -> LinearTraining.top1(values[training.evaluations.size()]);
        Progress end = training.run(List.of(batch(0, ROWS)));
        assertThat(end.best()).isEqualTo(0.75);
        assertThat(end.bestEpoch()).isEqualTo(2);
        try (var best = SafetensorsFile.open(training.checkpoints().best())) {
            assertThat(best.read("layer.bias")).isEqualTo(bias(training.weights.get(1)));
        }
    }

    private static float[] bias(float[] flat) {
        return Arrays.copyOfRange(flat, 16, 19);
    }

    @Test
    void theLastEpochIsEvaluatedAlsoWhereItIsNotDue() {
        var training = new LinearTraining(folder, 1, 5, 2, 0);
        training.run(List.of(batch(0, ROWS)));
        assertThat(training.evaluations.stream().map(e -> e.epoch())).containsExactly(2, 4, 5);
        var shorter = new LinearTraining(folder, 1, 4, 2, 0);
        shorter.run(List.of(batch(0, ROWS)));
        assertThat(shorter.evaluations.stream().map(e -> e.epoch())).containsExactly(2, 4);
    }

    @Test
    void listenersHearWhatTheStepsWere() {
        var training = new LinearTraining(folder, 2, 3, 2, 0);
        training.run(List.of(batch(0, ROWS), batch(1, ROWS), batch(2, ROWS), batch(3, ROWS)));
        assertThat(training.starts).containsExactly(new TrainingStart(0, 2, 3, 2 * ROWS, 12));
        assertThat(training.starts.getFirst().steps()).isEqualTo(6);
        assertThat(training.finished).isTrue();
        for (int i = 0; i < 6; i++) {
            StepMetrics step = training.steps.get(i);
            assertThat(step.step()).isEqualTo(i + 1);
            assertThat(step.epoch()).isEqualTo(i / 2 + 1);
            assertThat(step.lossParts().get("loss_all")).isCloseTo(step.loss(), within(1e-6));
            double rate = 0.5e-2 * (1 + Math.cos(Math.PI * i / 6));
            assertThat(step.learningRate()).isCloseTo(rate, within(1e-12));
        }
        for (int epoch = 0; epoch < 3; epoch++) {
            EpochMetrics metrics = training.epochMetrics.get(epoch);
            StepMetrics first = training.steps.get(2 * epoch);
            StepMetrics last = training.steps.get(2 * epoch + 1);
            assertThat(metrics.epoch()).isEqualTo(epoch + 1);
            assertThat(metrics.step()).isEqualTo(2 * epoch + 2);
            assertThat(metrics.loss()).isCloseTo((first.loss() + last.loss()) / 2, within(1e-9));
            assertThat(metrics.learningRate()).isEqualTo(last.learningRate());
            assertThat(metrics.imagesPerSecond() * metrics.seconds())
                    .isCloseTo(4 * ROWS, within(1e-6));
            assertThat(metrics.eval().isPresent()).isEqualTo(epoch > 0);
        }
    }

    /** Every micro-batch draws with a key of its own: seed and number of the micro-batch. */
    @Test
    void randomChoicesDifferFromMicroBatchToMicroBatch() {
        var training = new LinearTraining(folder, 2, 2, 1, 0);
        training.run(List.of(batch(0, ROWS), batch(1, ROWS), batch(2, ROWS), batch(3, ROWS)));
        Tensor expected = Tensor.allocated("key", DropKeys.SHAPE, Storage.Kind.STATE);
        for (int number = 0; number < 7; number++) {
            DropKeys.set(expected, 0, number, 0);
            assertThat(training.task.keys.get(number + 1))
                    .as("micro-batch %d", number)
                    .isEqualTo(expected.toArray());
        }
    }

    @Test
    void aResumedEpochGoesOnWithItsNextMicroBatches() throws IOException {
        var batches = List.of(batch(0, ROWS), batch(1, ROWS), batch(2, ROWS), batch(3, ROWS));
        var whole = new LinearTraining(folder, 2, 2, 1, 0);
        whole.run(batches);
        byte[] expected = Files.readAllBytes(whole.checkpoints().last());
        var killed = new LinearTraining(folder, 2, 2, 1, 0);
        killed.afterStep =
                step -> {
                    if (step == 4) {
                        throw new IllegalStateException("killed");
                    }
                    return null;
                };
        assertThatThrownBy(() -> killed.run(batches)).hasMessage("killed");
        var resumed = new LinearTraining(folder, 2, 2, 1, 0);
        Progress from = Checkpoints.load(resumed.checkpoints().last(), resumed.state);
        assertThat(from.step()).isEqualTo(3);
        resumed.run(batches, from);
        assertThat(resumed.starts.getFirst().step()).isEqualTo(3);
        assertThat(resumed.steps).hasSize(1);
        assertThat(resumed.epochMetrics.getFirst().loss())
                .isEqualTo(whole.epochMetrics.getLast().loss());
        assertThat(Files.readAllBytes(resumed.checkpoints().last())).isEqualTo(expected);
    }
}
