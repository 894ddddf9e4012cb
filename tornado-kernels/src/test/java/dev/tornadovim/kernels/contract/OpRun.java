package dev.tornadovim.kernels.contract;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * One run of an op on the CPU engine, for comparison with values of another implementation. Inputs
 * and the gradient of the output follow {@link #pattern}, which any language writes down exactly.
 *
 * @param output what the op gives
 * @param gradients of {@code sum(output * pattern(11))} by the inputs that {@link #of} differentiates
 */
public record OpRun(float[] output, List<float[]> gradients) {

    /** An input filled with {@link #pattern}. */
    public record Input(Shape shape, int period) {

        /** An input of dimensions {@code dims}. */
        public static Input of(int period, int... dims) {
            return new Input(Shape.of(dims), period);
        }
    }

    /** Value {@code i} is {@code (i mod period - floor(period / 2)) / 4}. */
    public static float[] pattern(int size, int period) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (i % period - period / 2) / 4f;
        }
        return values;
    }

    /** Runs the op forward and backward, differentiated by every input. */
    public static OpRun of(
            BiFunction<ProgramBuilder, List<Tensor>, Tensor> apply, Input... inputs) {
        return of(1, apply, inputs);
    }

    /** As above, with a number of threads. */
    public static OpRun of(
            int threads, BiFunction<ProgramBuilder, List<Tensor>, Tensor> apply, Input... inputs) {
        ProgramBuilder builder = new ProgramBuilder(true);
        List<Tensor> tensors = new ArrayList<>();
        for (Input input : inputs) {
            Tensor tensor = builder.input("input" + tensors.size(), input.shape());
            tensor.set(pattern(tensor.size(), input.period()));
            builder.differentiate(tensor);
            tensors.add(tensor);
        }
        Tensor output = builder.stage("op", () -> apply.apply(builder, tensors));
        builder.output("output", output);
        Tensor seed = builder.input("seed", output.shape());
        seed.set(pattern(seed.size(), 11));
        builder.backward(Map.of(output, seed));
        for (int i = 0; i < inputs.length; i++) {
            builder.output("gradient" + i, builder.gradient(tensors.get(i)));
        }
        Program program = builder.build();
        try (Engine engine = new CpuEngine(threads);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            return new OpRun(
                    program.output("output").toArray(),
                    IntStream.range(0, inputs.length)
                            .mapToObj(i -> program.output("gradient" + i).toArray())
                            .toList());
        }
    }
}
