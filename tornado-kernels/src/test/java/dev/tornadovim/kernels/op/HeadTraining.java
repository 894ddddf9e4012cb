package dev.tornadovim.kernels.op;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.op.activation.Relu;
import dev.tornadovim.kernels.op.batchnorm.BatchNorm;
import dev.tornadovim.kernels.op.elementwise.Add;
import dev.tornadovim.kernels.op.loss.LabelCrossEntropy;
import dev.tornadovim.kernels.op.loss.SigmoidCrossEntropy;
import dev.tornadovim.kernels.op.loss.SmoothL1;
import dev.tornadovim.kernels.op.resize.BilinearResize;
import dev.tornadovim.kernels.op.roi.RoiAlign;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Two forward and backward passes of a small head of the ops of dense tasks. */
final class HeadTraining {

    private static final int BATCH = 2;
    private static final int SIZE = 24;
    private static final int CHANNELS = 37;
    private static final int REGIONS = 30;
    private static final int OUT = 5;

    private HeadTraining() {}

    /** The gradient of all parameters, the running statistics and the loss after two runs. */
    static List<float[]> run(int threads) {
        ProgramBuilder builder = new ProgramBuilder(true);
        Random random = new Random(3);
        ParameterBlock block =
                ParameterBlock.named("head")
                        .add("map", Shape.of(BATCH, SIZE, SIZE, CHANNELS), true)
                        .add("weight", Shape.of(CHANNELS), false)
                        .add("bias", Shape.of(CHANNELS), false)
                        .build();
        ParameterBlock running =
                ParameterBlock.named("running")
                        .add("mean", Shape.of(CHANNELS), false)
                        .add("var", Shape.of(CHANNELS), false)
                        .build();
        block.flat().set(draw(random, block.flat().size(), -1, 1));
        builder.train(block);
        Tensor loss = builder.stage("head", () -> head(builder, random, block, running));
        Tensor seed = builder.input("seed", Shape.of(1));
        seed.set(new float[] {1});
        builder.backward(Map.of(loss, seed));
        builder.output("loss", loss);
        Tensor gradient = builder.gradient(block).orElseThrow();
        var program = builder.build();
        try (Engine engine = new CpuEngine(threads);
                Execution execution = engine.load(program)) {
            for (int run = 0; run < 2; run++) {
                execution.run(Phase.FORWARD);
                execution.run(Phase.BACKWARD);
            }
        }
        return List.of(gradient.toArray(), running.flat().toArray(), loss.toArray());
    }

    private static Tensor head(
            ProgramBuilder builder, Random random, ParameterBlock block, ParameterBlock running) {
        Tensor map =
                BatchNorm.apply(
                        builder,
                        block.get("map"),
                        block.get("weight"),
                        block.get("bias"),
                        running.get("mean"),
                        running.get("var"),
                        1e-5f,
                        0.1f);
        Tensor large = BilinearResize.apply(builder, Relu.apply(builder, map), 2 * SIZE, 41, false);
        Tensor labels = input(builder, random, "labels", large.rows(), 0, CHANNELS);
        Tensor pixels = LabelCrossEntropy.apply(builder, large, labels, 255);

        Tensor rois = builder.input("rois", Shape.of(REGIONS, 6));
        float[] regions = draw(random, REGIONS * 6, 0, 4 * SIZE);
        for (int r = 0; r < REGIONS; r++) {
            regions[6 * r] = r % 3 - 1;
            regions[6 * r + 1] = r % BATCH;
        }
        rois.set(regions);
        float[] scales = {0.5f, 0.25f};
        Tensor cut = RoiAlign.apply(builder, List.of(large, map), scales, rois, OUT, 2);
        Tensor target = input(builder, random, "target", cut.size(), 0, 1);
        Tensor weights = input(builder, random, "weights", cut.size(), 0, 2);
        Tensor count = input(builder, random, "count", 1, 100, 200);
        Tensor masks = SigmoidCrossEntropy.apply(builder, cut, target, weights, count);
        Tensor boxes = SmoothL1.apply(builder, cut, target, weights, count, 0.3f);
        return Add.apply(builder, pixels, Add.apply(builder, masks, boxes));
    }

    private static Tensor input(
            ProgramBuilder builder, Random random, String name, int size, int low, int high) {
        Tensor tensor = builder.input(name, Shape.of(size));
        tensor.set(draw(random, size, low, high));
        return tensor;
    }

    /** Values uniform in [low, high). */
    static float[] draw(Random random, int size, int low, int high) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = low + (high - low) * random.nextFloat();
        }
        return values;
    }
}
