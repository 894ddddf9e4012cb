package dev.tornadovim.kernels.op;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.op.drop.DropKeys;
import dev.tornadovim.kernels.op.drop.DropPath;
import dev.tornadovim.kernels.op.drop.Dropout;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.elementwise.Scale;
import dev.tornadovim.kernels.op.loss.SoftmaxCrossEntropy;
import dev.tornadovim.kernels.op.norm.AddRmsNorm;
import dev.tornadovim.kernels.op.optim.AdamW;
import dev.tornadovim.kernels.op.optim.AdamWHyper;
import dev.tornadovim.kernels.op.optim.Ema;
import dev.tornadovim.kernels.op.optim.GradientNorm;
import dev.tornadovim.kernels.op.pool.MaxPool;
import dev.tornadovim.kernels.op.pool.MeanPool;
import dev.tornadovim.kernels.op.pool.SelectTokens;
import dev.tornadovim.kernels.op.token.EmbedTokens;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** A few training steps of a small network of the ops on tokens. */
final class TokenTraining {

    private static final int BATCH = 5;
    private static final int PATCHES = 100;
    private static final int CHANNELS = 97;

    private TokenTraining() {}

    /** Parameters, their average and the loss after three steps. */
    static List<float[]> run(int threads) {
        ProgramBuilder builder = new ProgramBuilder(true);
        ParameterBlock block =
                ParameterBlock.named("net")
                        .add("norm", Shape.of(CHANNELS), true)
                        .add("token", Shape.of(1, 1, CHANNELS), false)
                        .add("position", Shape.of(1, PATCHES + 1, CHANNELS), false)
                        .build();
        Random random = new Random(3);
        block.parameters().values().forEach(p -> p.set(draw(random, p.size())));
        builder.train(block);
        Tensor patches = builder.input("patches", Shape.of(BATCH, PATCHES, CHANNELS));
        patches.set(draw(random, patches.size()));
        Tensor labels = builder.input("labels", Shape.of(BATCH));
        labels.set(new float[] {0, 96, 3, 17, 42});
        Tensor key = builder.input("key", DropKeys.SHAPE);
        Tensor logits = builder.stage("net", () -> network(builder, block, patches, key));
        Tensor loss =
                builder.stage(
                        "loss", () -> SoftmaxCrossEntropy.apply(builder, logits, labels, .1f));
        builder.output("loss", loss);
        Tensor seed = builder.input("seed", Shape.of(1));
        seed.set(new float[] {1});
        builder.backward(Map.of(loss, seed));
        Tensor hyper = builder.input("hyper", AdamWHyper.SHAPE);
        ParameterBlock average = block.like("ema.");
        update(builder, block, average, hyper);
        try (Engine engine = new CpuEngine(threads);
                Execution execution = engine.load(builder.build())) {
            for (int step = 1; step <= 3; step++) {
                DropKeys.set(key, 1, step, 0);
                AdamWHyper.withDecay(0.1).write(hyper, 0.01, step);
                execution.run(Phase.FORWARD);
                execution.run(Phase.BACKWARD);
                execution.run(Phase.UPDATE);
            }
        }
        return List.of(block.flat().toArray(), average.flat().toArray(), loss.toArray());
    }

    private static Tensor network(
            ProgramBuilder builder, ParameterBlock block, Tensor patches, Tensor key) {
        Tensor tokens =
                EmbedTokens.apply(
                        builder,
                        patches,
                        List.of(block.get("token")),
                        new int[] {PATCHES / 2},
                        block.get("position"));
        var first = AddRmsNorm.apply(builder, tokens, null, block.get("norm"), 1e-5f);
        Tensor branch = Dropout.apply(builder, first.normed(), 0.2f, key);
        branch = DropPath.apply(builder, branch, 0.3f, key);
        var last = AddRmsNorm.apply(builder, branch, first.residual(), block.get("norm"), 1e-5f);
        Tensor token = SelectTokens.apply(builder, last.normed(), new int[] {PATCHES / 2});
        Tensor mean = Scale.apply(builder, MeanPool.apply(builder, last.normed()), 0.5f);
        Tensor max = MaxPool.apply(builder, last.normed());
        return Add.apply(builder, token, Add.apply(builder, mean, max));
    }

    private static void update(
            ProgramBuilder builder, ParameterBlock block, ParameterBlock average, Tensor hyper) {
        Tensor gradient = builder.gradient(block).orElseThrow();
        Tensor clip = builder.input("clip", Shape.of(2));
        clip.set(new float[] {0.5f, 1});
        Tensor decay = builder.input("decay", Shape.of(1));
        decay.set(new float[] {0.9f});
        Tensor norm = builder.activation("norm", Shape.of(1));
        Tensor scale = builder.activation("scale", Shape.of(1));
        ParameterBlock m = block.like("m.");
        ParameterBlock v = block.like("v.");
        builder.update(
                "update",
                steps -> {
                    GradientNorm.append(steps, List.of(gradient), norm, clip, scale);
                    AdamW.append(steps, block, gradient, m, v, hyper, scale);
                    Ema.append(steps, block, average, decay);
                });
    }

    private static float[] draw(Random random, int size) {
        return HeadTraining.draw(random, size, -1, 1);
    }
}
