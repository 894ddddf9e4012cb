package dev.tornadovim.experiments.profile;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.train.ClassificationSetup;
import dev.tornadovim.experiments.train.TrainingSetup;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.train.ClassifierTask;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.train.TrainingConfig;
import dev.tornadovim.pipeline.train.TrainingProgram;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The program that a command of an experiment runs over and over, with everything it needs but an
 * engine. Images are noise of the right shape: what they show makes no difference to the time, and no
 * data has to be there.
 *
 * @param name {@code training step} or {@code inference}
 * @param program for an engine to load
 * @param parameters of the network
 * @param images in one step
 * @param parts of a step, in order
 * @param result what a step computes: loss, or logits
 */
public record Workload(
        String name,
        Program program,
        long parameters,
        int images,
        List<Part> parts,
        Tensor result) {

    /** A phase, and what the host reads after it. */
    public record Part(Phase phase, List<Tensor> results) {}

    /** Operations of one step, all its parts. */
    public long flops() {
        return parts.stream().mapToLong(part -> program.cost(part.phase()).flops()).sum();
    }

    /** The training step of {@code train CONFIG}: all its micro-batches, and the update. */
    public static Workload training(ExperimentConfig config) {
        TrainingConfig training = TrainingSetup.of(config);
        ImageClassifier model = ClassificationSetup.initialised(config, config.train().recompute());
        ClassifierTask task = ClassificationSetup.task(config, model);
        OptimizerState state = new OptimizerState(task, config.optim().emaDecay() > 0);
        TrainingProgram step = new TrainingProgram(task, training, state);
        int batch = training.microBatchSize();
        task.setBatch(noise(model.imageShape(batch).size()), oneHot(batch, model.classes()));
        step.prepareForward(config.seed(), 0);
        step.prepareUpdate(training.optimizer().learningRate(), 1);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < training.microBatches(); i++) {
            parts.add(new Part(Phase.FORWARD, List.of()));
            parts.add(new Part(Phase.BACKWARD, List.of(step.loss())));
        }
        parts.add(new Part(Phase.UPDATE, List.of(step.norm())));
        return new Workload(
                "training step",
                step.program(),
                model.parameterCount(),
                training.batchSize(),
                parts,
                step.loss());
    }

    /** The forward pass of {@code eval}, a batch of the evaluation's size. */
    public static Workload inference(ExperimentConfig config) {
        ImageClassifier model = ClassificationSetup.initialised(config, false);
        int batch = config.train().evalBatchSize();
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", model.imageShape(batch));
        image.set(noise(image.size()));
        Tensor logits = model.logits(builder, image);
        builder.output("logits", logits);
        return new Workload(
                "inference",
                builder.build(),
                model.parameterCount(),
                batch,
                List.of(new Part(Phase.FORWARD, List.of(logits))),
                logits);
    }

    private static float[] noise(int size) {
        Random random = new Random(0);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] oneHot(int batch, int classes) {
        float[] targets = new float[batch * classes];
        for (int i = 0; i < batch; i++) {
            targets[i * classes + i % classes] = 1;
        }
        return targets;
    }
}
