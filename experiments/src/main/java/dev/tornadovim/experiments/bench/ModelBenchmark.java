package dev.tornadovim.experiments.bench;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.VimClassifier;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.model.VimInitialiser;
import dev.tornadovim.pipeline.model.VimParameters;
import dev.tornadovim.pipeline.train.ClassifierTask;
import dev.tornadovim.pipeline.train.CosineSchedule;
import dev.tornadovim.pipeline.train.OptimizerConfig;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.train.TrainingConfig;
import dev.tornadovim.pipeline.train.TrainingProgram;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Times a Vim network: inference, or whole training steps. */
final class ModelBenchmark extends TimedProgram {

    private static final OptimizerConfig ADAMW =
            new OptimizerConfig(1e-4, 0.9, 0.999, 1e-8, 0.05, 1, 0);

    private final VimConfig config;
    private final int batch;
    private final long flops;

    private ModelBenchmark(
            Engine engine, VimConfig config, int batch, Program program, Phase... phases) {
        super(engine, program, List.of(phases), List.of());
        this.config = config;
        this.batch = batch;
        this.flops = Arrays.stream(phases).mapToLong(phase -> program.cost(phase).flops()).sum();
    }

    /** Inference on batches of images. */
    static ModelBenchmark inference(Engine engine, VimConfig config, int batch) {
        VimClassifier model = new VimClassifier(parameters(config), false);
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", model.imageShape(batch));
        image.set(noise(image.size()));
        builder.output("logits", model.logits(builder, image));
        return new ModelBenchmark(engine, config, batch, builder.build(), Phase.FORWARD);
    }

    /** Forward pass, gradients and AdamW's update. */
    static ModelBenchmark trainingStep(Engine engine, VimConfig config, int batch) {
        VimClassifier model = new VimClassifier(parameters(config), false);
        ClassifierTask task = new ClassifierTask(model);
        TrainingProgram step = trainingProgram(task, batch);
        float[] targets = new float[batch * config.classes()];
        for (int i = 0; i < batch; i++) {
            targets[i * config.classes() + i % config.classes()] = 1;
        }
        task.setBatch(noise(model.imageShape(batch).size()), targets);
        step.prepareForward(0, 0);
        step.prepareUpdate(1e-4, 1);
        return new ModelBenchmark(engine, config, batch, step.program(), Phase.values());
    }

    /** The program of a training step by AdamW. */
    static TrainingProgram trainingProgram(ClassifierTask task, int batch) {
        TrainingConfig training =
                new TrainingConfig(0, batch, 1, ADAMW, new CosineSchedule(1, 0, 0, 0), 1, 0);
        return new TrainingProgram(task, training, new OptimizerState(task, false));
    }

    private static VimParameters parameters(VimConfig config) {
        VimParameters parameters = VimParameters.allocate(config);
        VimInitialiser.initialise(parameters, 0);
        return parameters;
    }

    private static float[] noise(int size) {
        Random random = new Random(0);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    int batch() {
        return batch;
    }

    double millisPerImage() {
        return 1e3 * bestSeconds() / batch;
    }

    double microsPerToken() {
        return 1e6 * bestSeconds() / batch / config.tokens();
    }

    double gflops() {
        return flops * 1e-9 / bestSeconds();
    }

    int tokens() {
        return config.tokens();
    }
}
