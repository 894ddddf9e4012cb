package dev.tornadovim.experiments.measure;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.train.TrainingSetup;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.train.CosineSchedule;
import dev.tornadovim.pipeline.train.OptimizerConfig;
import dev.tornadovim.pipeline.train.OptimizerState;
import dev.tornadovim.pipeline.train.TrainingConfig;
import dev.tornadovim.pipeline.train.TrainingProgram;

import java.util.ArrayList;
import java.util.List;

/**
 * A program that is run over and over on noise, with everything it needs but an engine.
 *
 * @param name {@code training step} or {@code inference}
 * @param program for an engine to load
 * @param parameters of the network
 * @param images in one run
 * @param parts of a run, in order
 * @param fill sets weights and images; to be done once before the first run
 */
public record Workload(
        String name,
        Program program,
        long parameters,
        int images,
        List<Part> parts,
        Runnable fill) {

    private static final OptimizerConfig ADAMW =
            new OptimizerConfig(1e-4, 0.9, 0.999, 1e-8, 0.05, 1, 0);

    /** A phase, and what the host reads after it. */
    public record Part(Phase phase, List<Tensor> results) {}

    /** One phase of a program whose inputs are set, without results. */
    public static Workload of(String name, Program program, Phase phase) {
        return new Workload(name, program, 0, 1, List.of(new Part(phase, List.of())), () -> {});
    }

    /** What a run computes first: loss, or logits. */
    public Tensor result() {
        return parts.stream().flatMap(p -> p.results().stream()).findFirst().orElseThrow();
    }

    /** Operations of one run, all its parts. */
    public long flops() {
        return parts.stream().mapToLong(part -> program.cost(part.phase()).flops()).sum();
    }

    /** Bytes of activations, their gradients and work space of a kind, as an engine plans them. */
    public long plannedBytes(Storage.Kind scratch) {
        return MemoryPlan.of(program, scratch).bytes();
    }

    /** The same work, of which the host reads nothing. */
    public Workload withoutResults() {
        List<Part> silent = parts.stream().map(p -> new Part(p.phase(), List.of())).toList();
        return new Workload(name, program, parameters, images, silent, fill);
    }

    /** The training step of {@code train CONFIG}: all its micro-batches, and the update. */
    public static Workload training(ExperimentConfig config) {
        return training(NoiseTask.of(config), TrainingSetup.of(config));
    }

    /** A training step of a classifier by AdamW, from initial weights. */
    public static Workload training(ImageClassifier model, int batch) {
        return training(
                NoiseTask.of(model),
                new TrainingConfig(
                        0, batch, 1, ADAMW, new CosineSchedule(1, 0, 0, 0), 1, 0, false));
    }

    private static Workload training(NoiseTask work, TrainingConfig training) {
        OptimizerConfig optimizer = training.optimizer();
        OptimizerState state = new OptimizerState(work.task(), optimizer.emaDecay() > 0);
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
                () -> {
                    work.initialize().run();
                    work.setBatch().accept(training.microBatchSize());
                    step.prepareForward(training.seed(), 0);
                    step.prepareUpdate(optimizer.learningRate(), 1);
                });
    }

    /** The forward pass of {@code eval}, a batch of the evaluation's size. */
    public static Workload inference(ExperimentConfig config) {
        return inference(NoiseTask.of(config), config.train().evalBatchSize());
    }

    /** The forward pass of a classifier with initial weights. */
    public static Workload inference(ImageClassifier model, int batch) {
        return inference(NoiseTask.of(model), batch);
    }

    private static Workload inference(NoiseTask work, int batch) {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", work.imageShape().apply(batch));
        Tensor logits = work.logits().apply(builder, image);
        builder.output("logits", logits);
        return new Workload(
                "inference",
                builder.build(),
                work.task().parameterCount(),
                batch,
                List.of(new Part(Phase.FORWARD, List.of(logits))),
                () -> {
                    work.initialize().run();
                    Noise.fill(image, 0, 1);
                });
    }
}
