package dev.tornadovim.kernels.contract;

import dev.tornadovim.kernels.op.Reference;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * One shape of an op under test: what goes in, how the op is applied, what the oracle is, and over
 * how many terms its sums run (which scales the tolerance).
 */
public final class OpCase {

    /** An input: its shape, its range, and whether it has a gradient. */
    record Input(String name, Shape shape, double low, double high, boolean differentiable) {
        float[] draw(Random random) {
            float[] values = new float[shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (low + (high - low) * random.nextDouble());
            }
            return values;
        }
    }

    final String name;
    final Reference reference;
    final BiFunction<ProgramBuilder, List<Tensor>, List<Tensor>> apply;
    final List<Input> inputs = new ArrayList<>();
    int reductionLength = 1;
    boolean training = true;

    private OpCase(
            String name,
            Reference reference,
            BiFunction<ProgramBuilder, List<Tensor>, List<Tensor>> apply) {
        this.name = name;
        this.reference = reference;
        this.apply = apply;
    }

    /** A case; {@code apply} gets the inputs in order and returns the outputs in order. */
    public static OpCase of(
            String name,
            Reference reference,
            BiFunction<ProgramBuilder, List<Tensor>, List<Tensor>> apply) {
        return new OpCase(name, reference, apply);
    }

    /** A differentiable input, uniform in [-1, 1). */
    public OpCase input(String inputName, int... dims) {
        return input(inputName, -1, 1, dims);
    }

    /** A differentiable input, uniform in [low, high). */
    public OpCase input(String inputName, double low, double high, int... dims) {
        inputs.add(new Input(inputName, Shape.of(dims), low, high, true));
        return this;
    }

    /** An input without a gradient, such as labels; uniform in [low, high). */
    public OpCase constant(String inputName, double low, double high, int... dims) {
        inputs.add(new Input(inputName, Shape.of(dims), low, high, false));
        return this;
    }

    /** The longest sum inside the op, forward or backward. */
    public OpCase reducing(int terms) {
        reductionLength = terms;
        return this;
    }

    /** Builds the program for evaluation instead of training. */
    public OpCase inference() {
        training = false;
        return this;
    }

    @Override
    public String toString() {
        return name;
    }
}
