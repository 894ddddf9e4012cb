package dev.tornadovim.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.load.Batches;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.op.batchnorm.BatchNorm;
import dev.tornadovim.kernels.op.loss.SmoothL1;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** Running statistics live with the weights: trained by nobody, saved, resumed, evaluated. */
class BufferTest {

    private static final int ROWS = 6;
    private static final int CHANNELS = 4;
    private static final int STEPS = 5;
    private static final float MOMENTUM = 0.1f;

    @TempDir private Path folder;
    private final List<List<ParameterBlock>> evaluated = new ArrayList<>();

    /** Batch normalisation that learns to give ones. */
    private static final class Task implements LearningTask<float[]> {
        private final ParameterBlock norm =
                ParameterBlock.named("bn")
                        .add("weight", Shape.of(CHANNELS), false)
                        .add("bias", Shape.of(CHANNELS), false)
                        .build();
        private final ParameterBlock statistics =
                ParameterBlock.named("bn")
                        .add("running_mean", Shape.of(CHANNELS), false)
                        .add("running_var", Shape.of(CHANNELS), false)
                        .build();
        private Tensor x;
        private Tensor loss;

        Task() {
            norm.get("weight").set(new float[] {1, 1, 1, 1});
            statistics.get("running_var").set(new float[] {1, 1, 1, 1});
        }

        @Override
        public List<ParameterBlock> parameters() {
            return List.of(norm);
        }

        @Override
        public List<ParameterBlock> buffers() {
            return List.of(statistics);
        }

        @Override
        public Tensor loss(ProgramBuilder builder, int microBatch) {
            x = builder.input("x", Shape.of(microBatch, CHANNELS));
            Shape flat = Shape.of(microBatch * CHANNELS);
            Tensor ones = constant("ones", flat);
            Tensor count = constant("count", Shape.of(1));
            Tensor y =
                    builder.stage(
                            "norm",
                            () ->
                                    BatchNorm.apply(
                                            builder,
                                            x,
                                            norm.get("weight"),
                                            norm.get("bias"),
                                            statistics.get("running_mean"),
                                            statistics.get("running_var"),
                                            1e-5f,
                                            MOMENTUM));
            loss =
                    builder.stage(
                            "loss",
                            () -> SmoothL1.apply(builder, y.reshape(flat), ones, ones, count, 1f));
            return loss;
        }

        private static Tensor constant(String name, Shape shape) {
            Tensor tensor = Tensor.allocated(name, shape, Storage.Kind.STATE);
            float[] ones = new float[shape.size()];
            java.util.Arrays.fill(ones, 1);
            tensor.set(ones);
            return tensor;
        }

        @Override
        public Map<String, Tensor> lossParts() {
            return Map.of("loss_ones", loss);
        }

        @Override
        public void setBatch(float[] batch) {
            x.set(batch);
        }
    }

    private static float[] batch(int epoch, int index) {
        Random random = new Random(100L * epoch + index);
        float[] values = new float[ROWS * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (3 + 2 * random.nextGaussian());
        }
        return values;
    }

    private static final class Source implements Batches<float[]> {
        @Override
        public int batches() {
            return STEPS;
        }

        @Override
        public int batchSize() {
            return ROWS;
        }

        @Override
        public Iterator<float[]> epoch(int epoch, int first) {
            return IntStream.range(first, STEPS).mapToObj(i -> batch(epoch, i)).iterator();
        }

        @Override
        public DatasetInfo info() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private Evaluator evaluator() {
        return new Evaluator() {
            @Override
            public Metrics evaluate(List<ParameterBlock> weights, LongPredicate goOn) {
                evaluated.add(weights);
                return new Metrics(
                        Metric.MEAN_IOU,
                        Map.of(Metric.MEAN_IOU, 0.1 * evaluated.size()),
                        1,
                        Optional.empty());
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    private void train(Task task, OptimizerState state, Progress from, TrainingListener listener) {
        OptimizerConfig optimizer = new OptimizerConfig(1e-2, 0.9, 0.999, 1e-8, 0, 0, 0.5);
        TrainingConfig config =
                new TrainingConfig(
                        0, ROWS, 1, optimizer, new CosineSchedule(2, 0, 0, 0), 1, 3, false);
        try (CpuEngine engine = new CpuEngine(2);
                Evaluator evaluator = evaluator();
                Trainer<float[]> trainer =
                        new Trainer<>(
                                task,
                                evaluator,
                                engine,
                                config,
                                state,
                                new Source(),
                                checkpoints(),
                                new RunControl(),
                                listener)) {
            trainer.run(from);
        }
    }

    private Checkpoints checkpoints() {
        return new Checkpoints(folder, Map.of());
    }

    @Test
    void theyFollowTheBatchesAndAreSavedOnceWithTheWeights() {
        Task task = new Task();
        OptimizerState state = new OptimizerState(task, true);
        List<StepMetrics> steps = new ArrayList<>();
        train(
                task,
                state,
                Progress.start(),
                new TrainingListener() {
                    @Override
                    public void step(StepMetrics metrics) {
                        steps.add(metrics);
                    }
                });
        double mean = 0;
        for (int step = 0; step < 2 * STEPS; step++) {
            float[] values = batch(step / STEPS, step % STEPS);
            double sum = 0;
            for (int row = 0; row < ROWS; row++) {
                sum += values[row * CHANNELS];
            }
            mean += MOMENTUM * (sum / ROWS - mean);
        }
        float[] expected = task.statistics.get("running_mean").toArray();
        assertThat((double) expected[0]).isCloseTo(mean, within(1e-5));
        assertThat(steps)
                .allSatisfy(
                        s ->
                                assertThat(s.lossParts())
                                        .containsOnly(Map.entry("loss_ones", s.loss())));
        for (Path file : List.of(checkpoints().last(), checkpoints().best())) {
            try (SafetensorsFile saved = SafetensorsFile.open(file)) {
                assertThat(saved.names())
                        .filteredOn(name -> name.contains("running"))
                        .containsExactlyInAnyOrder("bn.running_mean", "bn.running_var");
                assertThat(saved.read("bn.running_mean")).isEqualTo(expected);
            }
        }
        assertThat(evaluated).hasSize(4);
        assertThat(evaluated.get(3))
                .as("the average has the statistics of the network")
                .containsExactly(state.averages().getFirst(), task.statistics);
    }

    @Test
    void aResumedTrainingHasThemAsTheyWere() throws IOException {
        Task whole = new Task();
        train(whole, new OptimizerState(whole, true), Progress.start(), new TrainingListener() {});
        byte[] expected = Files.readAllBytes(checkpoints().last());
        Task killed = new Task();
        OptimizerState state = new OptimizerState(killed, true);
        TrainingListener kill =
                new TrainingListener() {
                    @Override
                    public void step(StepMetrics metrics) {
                        if (metrics.step() == 4) {
                            throw new IllegalStateException("killed");
                        }
                    }
                };
        evaluated.clear();
        assertThatThrownBy(() -> train(killed, state, Progress.start(), kill)).hasMessage("killed");
        Task resumed = new Task();
        OptimizerState loaded = new OptimizerState(resumed, true);
        Progress progress = Checkpoints.load(checkpoints().last(), loaded);
        assertThat(progress.step()).isEqualTo(3);
        train(resumed, loaded, progress, new TrainingListener() {});
        assertThat(Files.readAllBytes(checkpoints().last())).isEqualTo(expected);
    }
}
