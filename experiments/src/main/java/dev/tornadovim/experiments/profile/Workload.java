package dev.tornadovim.experiments.profile;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.train.TrainingSetup;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.train.TrainingConfig;
import dev.tornadovim.pipeline.train.TrainingProgram;

import java.util.ArrayList;
import java.util.List;

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
 * @param fill sets weights and images; to be done once before the first run
 */
public record Workload(
        String name,
        Program program,
        long parameters,
        int images,
        List<Part> parts,
        Tensor result,
        Runnable fill) {

    /** A phase, and what the host reads after it. */
    public record Part(Phase phase, List<Tensor> results) {}

    /** Operations of one step, all its parts. */
    public long flops() {
        return parts.stream().mapToLong(part -> program.cost(part.phase()).flops()).sum();
    }

    /** The training step of {@code train CONFIG}: all its micro-batches, and the update. */
    public static Workload training(ExperimentConfig config) {
        TrainingConfig training = TrainingSetup.of(config);
        NoiseTask work = NoiseTask.of(config, config.train().recompute());
        OptimizerState state = new OptimizerState(work.task(), config.optim().emaDecay() > 0);
        TrainingProgram step = new TrainingProgram(work.task(), training, state);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < training.microBatches(); i++) {
            parts.add(new Part(Phase.FORWARD, List.of()));
            parts.add(new Part(Phase.BACKWARD, List.of(step.loss())));
        }
        parts.add(new Part(Phase.UPDATE, List.of(step.norm())));
        return new Workload(
                "training step",
                step.program(),
                work.task().parameterCount(),
                training.batchSize(),
                parts,
                step.loss(),
                () -> {
                    work.initialise().run();
                    work.noise().accept(training.microBatchSize());
                    step.prepareForward(config.seed(), 0);
                    step.prepareUpdate(training.optimizer().learningRate(), 1);
                });
    }

    /** The forward pass of {@code eval}, a batch of the evaluation's size. */
    public static Workload inference(ExperimentConfig config) {
        NoiseTask work = NoiseTask.of(config, false);
        int batch = config.train().evalBatchSize();
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", work.imageShape().apply(batch));
        Tensor logits = work.result().apply(builder, image);
        builder.output("logits", logits);
        return new Workload(
                "inference",
                builder.build(),
                work.task().parameterCount(),
                batch,
                List.of(new Part(Phase.FORWARD, List.of(logits))),
                logits,
                () -> {
                    work.initialise().run();
                    image.set(NoiseTask.noise(image.size()));
                });
    }
}
