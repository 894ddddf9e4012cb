package dev.tornadovim.experiments.bench;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Step;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.VimClassifier;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimInitialiser;
import dev.tornadovim.pipeline.model.VimParameters;
import dev.tornadovim.pipeline.train.CosineSchedule;
import dev.tornadovim.pipeline.train.OptimizerConfig;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.train.TrainingConfig;
import dev.tornadovim.pipeline.train.TrainingProgram;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Times a Vim network: inference, or whole training steps. */
final class ModelBenchmark {

    /**
     * What was measured.
     *
     * @param batch images of a run
     * @param tokens of an image
     * @param seconds median of the runs
     * @param plannedBytes activations, gradients and work space
     * @param scanSeconds spent in the forward scans of a run
     * @param scanBackwardSeconds spent in the backward scans of a run
     * @param stateUpdates of the forward scans of a run: directions × channels × states × tokens ×
     *     layers × images
     */
    record Measurement(
            int batch,
            int tokens,
            double seconds,
            long plannedBytes,
            double scanSeconds,
            double scanBackwardSeconds,
            long stateUpdates) {

        double millisPerImage() {
            return 1e3 * seconds / batch;
        }

        double microsPerToken() {
            return 1e6 * seconds / batch / tokens;
        }
    }

    private static final OptimizerConfig ADAMW =
            new OptimizerConfig(1e-4, 0.9, 0.999, 1e-8, 0.05, 1, 0);

    private final Engine engine;
    private final VimConfig config;
    private final int batch;
    private final double budgetSeconds;

    /** Runs for about {@code budgetSeconds}, at least three times, after as long a warm-up. */
    ModelBenchmark(Engine engine, VimConfig config, int batch, double budgetSeconds) {
        this.engine = engine;
        this.config = config;
        this.batch = batch;
        this.budgetSeconds = budgetSeconds;
    }

    Measurement inference() {
        VimClassifier model = new VimClassifier(parameters(), false);
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", model.imageShape(batch));
        image.set(noise(image.size()));
        builder.output("logits", model.logits(builder, image));
        return measure(builder.build(), Phase.FORWARD);
    }

    Measurement trainingStep() {
        VimClassifier model = new VimClassifier(parameters(), false);
        TrainingConfig training =
                new TrainingConfig(0, batch, 1, ADAMW, new CosineSchedule(1, 0, 0, 0), 1, 0);
        OptimizerState state = new OptimizerState(model.blocks(), false);
        TrainingProgram step = new TrainingProgram(model, training, state);
        float[] targets = new float[batch * config.classes()];
        for (int i = 0; i < batch; i++) {
            targets[i * config.classes() + i % config.classes()] = 1;
        }
        step.setBatch(noise(model.imageShape(batch).size()), targets, 0, 0);
        step.prepareUpdate(1e-4, 1);
        return measure(step.program(), Phase.values());
    }

    private VimParameters parameters() {
        VimParameters parameters = VimParameters.allocate(config);
        VimInitialiser.initialise(parameters, 0);
        return parameters;
    }

    private static float[] noise(int size) {
        Random random = new Random(0);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private Measurement measure(Program program, Phase... phases) {
        try (Execution execution = engine.load(program)) {
            repeat(execution, phases);
            double[] seconds = repeat(execution, phases);
            double[] scan = new double[2];
            for (Phase phase : phases) {
                execution.run(phase, (stage, step, nanos) -> addScan(scan, step, nanos));
            }
            long updates =
                    2L
                            * config.depth()
                            * batch
                            * config.tokens()
                            * config.dInner()
                            * config.dState();
            Arrays.sort(seconds);
            return new Measurement(
                    batch,
                    config.tokens(),
                    seconds[seconds.length / 2],
                    execution.plannedBytes(),
                    scan[0],
                    scan[1],
                    updates);
        }
    }

    private static void addScan(double[] scan, Step step, long nanos) {
        if (step.name().startsWith("scan.backward")) {
            scan[1] += nanos * 1e-9;
        } else if (step.name().equals("scan")) {
            scan[0] += nanos * 1e-9;
        }
    }

    private double[] repeat(Execution execution, Phase... phases) {
        double[] seconds = new double[0];
        for (double total = 0; total < budgetSeconds || seconds.length < 3; ) {
            long start = System.nanoTime();
            for (Phase phase : List.of(phases)) {
                execution.run(phase);
            }
            double taken = (System.nanoTime() - start) * 1e-9;
            total += taken;
            seconds = Arrays.copyOf(seconds, seconds.length + 1);
            seconds[seconds.length - 1] = taken;
        }
        return seconds;
    }
}
