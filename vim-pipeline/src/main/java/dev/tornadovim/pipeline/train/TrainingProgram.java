package dev.tornadovim.pipeline.train;

import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.op.optim.AdamW;
import dev.tornadovim.kernels.op.optim.AdamWHyper;
import dev.tornadovim.kernels.op.optim.Ema;
import dev.tornadovim.kernels.op.optim.GradientNorm;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.Network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The program of one training step: forward pass and loss of a task, gradients of all its
 * parameters, then norm, clipping, AdamW and averaging.
 */
public final class TrainingProgram {

    private final Program program;
    private final Tensor loss;
    private final Map<String, Tensor> lossParts;
    private final Tensor norm;
    private final Map<Double, Tensor> hypers = new LinkedHashMap<>();
    private final List<Tensor> dropKeys;
    private final OptimizerConfig config;

    /** Builds the program; {@code state} holds the task's parameters. */
    public TrainingProgram(LearningTask<?> task, TrainingConfig training, OptimizerState state) {
        config = training.optimizer();
        ProgramBuilder builder = new ProgramBuilder(true).recompute(stage -> training.recompute());
        state.parameters().forEach(builder::train);
        loss = task.loss(builder, training.microBatchSize());
        builder.output("loss", loss);
        lossParts = new LinkedHashMap<>(task.lossParts());
        lossParts.forEach(builder::output);
        builder.backward(Map.of(loss, constant("one", 1f)));

        norm = Tensor.allocated("gradientNorm", Shape.of(1), Storage.Kind.STATE);
        for (ParameterBlock block : state.parameters()) {
            hypers.computeIfAbsent(task.rateScale(block), scale -> hyper(builder, scale));
        }
        update(builder, training, task, state);
        program = builder.build();
        dropKeys =
                program.inputs().values().stream()
                        .filter(input -> input.name().startsWith(Network.RANDOM_KEY))
                        .toList();
    }

    /** The hyper-parameters of AdamW for all blocks whose learning rate has the same factor. */
    private static Tensor hyper(ProgramBuilder builder, double scale) {
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the factor of a learning rate is %s, expected a positive number"
                            .formatted(scale));
        }
        return builder.input(scale == 1 ? "adamw" : "adamw." + scale, AdamWHyper.SHAPE);
    }

    private void update(
            ProgramBuilder builder,
            TrainingConfig training,
            LearningTask<?> task,
            OptimizerState state) {
        List<ParameterBlock> blocks = state.parameters();
        List<Tensor> gradients = new ArrayList<>();
        for (ParameterBlock block : blocks) {
            gradients.add(
                    builder.gradient(block)
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "no gradient reaches " + block.name())));
        }
        Tensor clip = constant("clip", (float) config.clipNorm(), 1f / training.microBatches());
        Tensor scale = Tensor.allocated("gradientScale", Shape.of(1), Storage.Kind.STATE);
        builder.update(
                "gradientNorm", steps -> GradientNorm.append(steps, gradients, norm, clip, scale));
        for (int i = 0; i < blocks.size(); i++) {
            int at = i;
            builder.update(
                    "adamw." + blocks.get(i).name(),
                    steps ->
                            AdamW.append(
                                    steps,
                                    blocks.get(at),
                                    gradients.get(at),
                                    state.firstMoments().get(at),
                                    state.secondMoments().get(at),
                                    hypers.get(task.rateScale(blocks.get(at))),
                                    scale));
        }
        Tensor decay = constant("emaDecay", (float) config.emaDecay());
        for (int i = 0; i < state.averages().size(); i++) {
            int at = i;
            builder.update(
                    "ema." + blocks.get(i).name(),
                    steps -> Ema.append(steps, blocks.get(at), state.averages().get(at), decay));
        }
    }

    private static Tensor constant(String name, float... values) {
        Tensor tensor = Tensor.allocated(name, Shape.of(values.length), Storage.Kind.STATE);
        tensor.set(values);
        return tensor;
    }

    /** The program, to be loaded by an engine. */
    public Program program() {
        return program;
    }

    /** Mean loss of the micro-batch, [1]. */
    public Tensor loss() {
        return loss;
    }

    /** Parts of that loss by name, each [1]. */
    public Map<String, Tensor> lossParts() {
        return Collections.unmodifiableMap(lossParts);
    }

    /** Norm of all gradients before clipping, [1]; known after the update. */
    public Tensor norm() {
        return norm;
    }

    /** Sets the rates of an update, bias corrections included; updates are counted from 1. */
    public void prepareUpdate(double learningRate, long update) {
        hypers.forEach((scale, hyper) -> config.adamW().write(hyper, learningRate * scale, update));
    }

    /** Sets the random keys of drop path and dropout for a micro-batch. */
    public void prepareForward(long seed, long microBatch) {
        for (int i = 0; i < dropKeys.size(); i++) {
            DropKeys.set(dropKeys.get(i), seed, microBatch, i);
        }
    }
}
