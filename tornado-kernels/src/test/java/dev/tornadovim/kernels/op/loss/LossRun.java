package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Map;
import java.util.function.BiFunction;

/**
 * A loss and its gradient on the CPU.
 *
 * @param loss the loss
 * @param gradient its gradient by the predictions, times the seed
 */
record LossRun(float loss, float[] gradient) {

    static LossRun of(
            Shape shape,
            float[] predictions,
            float seed,
            BiFunction<ProgramBuilder, Tensor, Tensor> apply) {
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor p = builder.input("predictions", shape);
        p.set(predictions);
        builder.differentiate(p);
        Tensor loss = builder.stage("loss", () -> apply.apply(builder, p));
        builder.output("loss", loss);
        Tensor dLoss = builder.input("seed", Shape.of(1));
        dLoss.set(new float[] {seed});
        builder.backward(Map.of(loss, dLoss));
        builder.output("gradient", builder.gradient(p));
        var program = builder.build();
        try (Engine engine = new CpuEngine(1);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            return new LossRun(
                    program.output("loss").toArray()[0], program.output("gradient").toArray());
        }
    }

    /** An input with values. */
    static Tensor input(ProgramBuilder builder, String name, float... values) {
        Tensor tensor = builder.input(name, Shape.of(values.length));
        tensor.set(values);
        return tensor;
    }
}
