package dev.tornadovim.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.load.ClassificationBatch;
import dev.tornadovim.data.load.ClassificationFormat;
import dev.tornadovim.data.load.DataLoader;
import dev.tornadovim.data.load.LoaderOptions;
import dev.tornadovim.data.load.SampleOrder;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;
import dev.tornadovim.pipeline.weights.WeightsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

class TrainerTest {

    private static final VimConfig MODEL =
            VimConfig.builder()
                    .image(8, 8)
                    .channels(1)
                    .classes(3)
                    .patch(4, 4)
                    .dModel(16)
                    .depth(2)
                    .dropPathRate(0.2f)
                    .build();
    private static final OptimizerConfig OPTIMIZER =
            new OptimizerConfig(5e-3, 0.9, 0.999, 1e-8, 0.05, 1, 0.9);

    @TempDir Path folder;
    private VimConfig model = MODEL;
    private RunControl control = new RunControl();
    private LongConsumer atStep = step -> {};
    private IntConsumer atEvaluation = number -> {};

    /** What a run leaves behind. */
    private record Outcome(List<Double> losses, List<EvalMetrics> evaluations) {}

    /** Stops the training as a killed process would, after a number of steps. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void learnsWhatCanBeLearnt() {
        Outcome outcome = train(config(12, 1, 0), 2, Long.MAX_VALUE);
        assertThat(outcome.losses.getLast()).isLessThan(0.5 * outcome.losses.getFirst());
        EvalMetrics last = outcome.evaluations.getLast();
        assertThat(last.value(Metric.TOP1)).isGreaterThan(0.95);
        assertThat(last.metrics().images()).isEqualTo(30);
    }

    @Test
    void lossesDoNotDependOnTheNumberOfThreads() {
        Outcome one = train(config(2, 1, 0), 1, Long.MAX_VALUE);
        Outcome two = train(config(2, 1, 0), 2, Long.MAX_VALUE);
        assertThat(two.losses).isEqualTo(one.losses);
    }

    @Test
    void resumedTrainingContinuesBitForBit() {
        TrainingConfig config = config(3, 1, 4);
        Outcome whole = train(config, 2, Long.MAX_VALUE);
        byte[] expected = bytes();
        assertThatThrownBy(() -> train(config, 2, 10)).isInstanceOf(Killed.class);
        Outcome rest = resume(config);
        assertThat(rest.losses).isEqualTo(whole.losses.subList(8, whole.losses.size()));
        assertThat(bytes()).isEqualTo(expected);
    }

    @Test
    void aStoppedTrainingIsSavedAfterItsStepAndContinuesBitForBit() {
        TrainingConfig config = config(3, 1, 0);
        Outcome whole = train(config, 2, Long.MAX_VALUE);
        byte[] expected = bytes();
        // An epoch has ten steps: in its middle, and after its last step.
        for (int stop : new int[] {3, 10, 17}) {
            atStep = step -> assertThat(step != stop || control.requestStop()).isTrue();
            assertThatThrownBy(() -> train(config, 2, Long.MAX_VALUE))
                    .isInstanceOf(TrainingStoppedException.class)
                    .hasMessage("stopped after step " + stop);
            Outcome rest = resumeUndisturbed(config);
            assertThat(rest.losses).isEqualTo(whole.losses.subList(stop, whole.losses.size()));
            assertThat(bytes()).isEqualTo(expected);
        }
    }

    @Test
    void aTrainingStoppedWhileItEvaluatesEvaluatesAgain() {
        TrainingConfig config = config(2, 1, 0);
        Outcome whole = train(config, 2, Long.MAX_VALUE);
        byte[] expected = bytes();
        // Two evaluations an epoch, of the weights and of their average: during the second one.
        atEvaluation = number -> assertThat(number != 2 || control.requestStop()).isTrue();
        assertThatThrownBy(() -> train(config, 2, Long.MAX_VALUE))
                .isInstanceOf(TrainingStoppedException.class)
                .hasMessage("stopped after step 10");
        Outcome rest = resumeUndisturbed(config);
        assertThat(rest.losses).isEqualTo(whole.losses.subList(10, 20));
        assertThat(figures(rest)).isEqualTo(figures(whole));
        assertThat(bytes()).isEqualTo(expected);
    }

    private static List<Map<Metric, Double>> figures(Outcome outcome) {
        return outcome.evaluations.stream().map(e -> e.metrics().values()).toList();
    }

    @Test
    void aCheckpointIsSavedOnRequestAndTheTrainingGoesOn() {
        atStep =
                step -> {
                    if (step == 3) {
                        control.requestSave();
                    } else if (step == 4) {
                        Progress saved = Checkpoints.load(checkpoints().last(), state());
                        assertThat(saved.step()).isEqualTo(3);
                    }
                };
        assertThat(train(config(1, 1, 0), 1, Long.MAX_VALUE).losses).hasSize(10);
    }

    @Test
    void nothingAnswersBeforeTheFirstStepAndAfterTheLast() {
        assertThat(control.requestStop()).isFalse();
        assertThatThrownBy(() -> train(config(1, 1, 0), 1, Long.MAX_VALUE))
                .isInstanceOf(TrainingStoppedException.class)
                .hasMessage("stopped after step 0");
        assertThat(checkpoints().last()).doesNotExist();
        control = new RunControl();
        train(config(1, 1, 0), 1, Long.MAX_VALUE);
        assertThat(control.requestStop()).isFalse();
    }

    private Outcome resumeUndisturbed(TrainingConfig config) {
        control = new RunControl();
        atStep = step -> {};
        atEvaluation = number -> {};
        return resume(config);
    }

    @Test
    void microBatchesGiveTheSameStepWithinRounding() {
        // A drop path mask is drawn for each micro-batch.
        model = MODEL.toBuilder().dropPathRate(0).build();
        Outcome whole = train(plain(1), 1, Long.MAX_VALUE);
        Outcome parts = train(plain(3), 1, Long.MAX_VALUE);
        for (int i = 0; i < whole.losses.size(); i++) {
            assertThat(parts.losses.get(i))
                    .isCloseTo(whole.losses.get(i), org.assertj.core.data.Offset.offset(1e-4));
        }
    }

    @Test
    void divergenceStopsTheRunAndKeepsCheckpoints() throws IOException {
        TrainingConfig config = config(2, 1, 2);
        assertThatThrownBy(() -> train(config, 1, 3)).isInstanceOf(Killed.class);
        byte[] before = bytes();
        OptimizerState state = state();
        Progress progress = Checkpoints.load(checkpoints().last(), state);
        state.parameters().getLast().get("head.bias").set(new float[] {Float.NaN, 0, 0});
        assertThatThrownBy(() -> run(config, 1, state, progress, Long.MAX_VALUE))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith(
                        "the loss is NaN (step 3, epoch 1); %s holds the weights of step 2"
                                .formatted(checkpoints().last()));
        assertThat(bytes()).isEqualTo(before);
    }

    @Test
    void foreignCheckpointsAreRefused() throws IOException {
        assertThatThrownBy(() -> train(config(1, 1, 2), 1, 3)).isInstanceOf(Killed.class);
        ImageClassifier other = MODEL.toBuilder().dModel(32).build().allocate();
        OptimizerState wide = new OptimizerState(task(other), true);
        assertThatThrownBy(() -> Checkpoints.load(checkpoints().last(), wide))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("made for another model: cls_token is [1, 1, 16]");
        byte[] half = bytes();
        Files.write(checkpoints().last(), java.util.Arrays.copyOf(half, half.length / 2));
        assertThatThrownBy(() -> Checkpoints.load(checkpoints().last(), state()))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("last.safetensors");
    }

    @Test
    void checkpointsOfAnEarlierVersionAreRefusedInOneLine() throws IOException {
        Path file = folder.resolve("old.safetensors");
        String progress =
                "{\"epoch\":1,\"batch\":0,\"step\":2,\"lossSum\":0.0,\"bestTop1\":0.5,\"bestEpoch\":1}";
        SafetensorsWriter.write(file, Map.of("progress", progress), state().tensors());
        assertThatThrownBy(() -> Checkpoints.load(file, state()))
                .isInstanceOf(WeightsException.class)
                .hasMessage(
                        file
                                + ": no training checkpoint of this version: its progress is"
                                + " unreadable");
    }

    private static TrainingConfig config(int epochs, int microBatches, int checkpointEvery) {
        return new TrainingConfig(
                11,
                12,
                microBatches,
                OPTIMIZER,
                new CosineSchedule(epochs, 0.5, 0, 0),
                1,
                checkpointEvery,
                false);
    }

    /** Without clipping, which would change with the rounding of the norm. */
    private static TrainingConfig plain(int microBatches) {
        OptimizerConfig optimizer = new OptimizerConfig(1e-3, 0.9, 0.999, 1e-8, 0, 0, 0);
        return new TrainingConfig(
                5, 12, microBatches, optimizer, new CosineSchedule(1, 0, 0, 0), 1, 0, false);
    }

    private OptimizerState state() {
        ImageClassifier network = model.allocate();
        network.initialise(3);
        return new OptimizerState(task(network), true);
    }

    private static ClassifierTask task(ImageClassifier network) {
        return new ClassifierTask(network);
    }

    private Checkpoints checkpoints() {
        return new Checkpoints(folder, Map.of());
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(checkpoints().last());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Outcome train(TrainingConfig config, int threads, long killAfter) {
        return run(config, threads, state(), Progress.start(), killAfter);
    }

    private Outcome resume(TrainingConfig config) {
        OptimizerState state = state();
        Progress progress = Checkpoints.load(checkpoints().last(), state);
        return run(config, 1, state, progress, Long.MAX_VALUE);
    }

    private Outcome run(
            TrainingConfig config,
            int threads,
            OptimizerState state,
            Progress from,
            long killAfter) {
        Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
        TrainingListener listener =
                new TrainingListener() {
                    @Override
                    public void step(StepMetrics metrics) {
                        outcome.losses.add(metrics.loss());
                        atStep.accept(metrics.step());
                        if (metrics.step() == killAfter) {
                            throw new Killed();
                        }
                    }

                    @Override
                    public void evaluated(EvalMetrics metrics) {
                        outcome.evaluations.add(metrics);
                    }
                };
        ImageClassifier network = model.allocate();
        boolean averaging = config.optimizer().emaDecay() > 0;
        ClassifierTask task = new ClassifierTask(network);
        OptimizerState own = new OptimizerState(task, averaging);
        own.tensors().forEach((name, t) -> t.set(state.tensors().get(name).toArray()));
        Preprocessing preprocessing =
                new Preprocessing(
                        1,
                        8,
                        8,
                        List.of(),
                        new Normalize(new float[] {0.5f}, new float[] {0.5f}),
                        List.of());
        var format = new ClassificationFormat(preprocessing, 3);
        int micro = config.microBatchSize();
        try (CpuEngine engine = new CpuEngine(threads);
                var training =
                        DataLoader.training(
                                new Stripes(120),
                                format,
                                new SampleOrder.Shuffled(),
                                new LoaderOptions(micro, threads, config.seed()));
                var evaluation =
                        DataLoader.evaluation(
                                new Stripes(30),
                                format,
                                new LoaderOptions(8, threads, config.seed()));
                Evaluator evaluator =
                        observed(new ClassifierEvaluator(network, engine, evaluation));
                Trainer<ClassificationBatch> trainer =
                        new Trainer<>(
                                task,
                                evaluator,
                                engine,
                                config,
                                own,
                                training,
                                checkpoints(),
                                control,
                                listener)) {
            trainer.run(from);
        }
        return outcome;
    }

    private Evaluator observed(Evaluator evaluator) {
        return new Evaluator() {
            private int number;

            @Override
            public Metrics evaluate(List<ParameterBlock> weights, LongPredicate goOn) {
                atEvaluation.accept(++number);
                return evaluator.evaluate(weights, goOn);
            }

            @Override
            public void close() {
                evaluator.close();
            }
        };
    }
}
