package dev.tornadovim.kernels.op.linear;

import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;
import java.util.stream.Stream;

/**
 * An op that is a matrix product at heart, {@code y = A(x, weight) + bias} with A linear in both: its
 * gradient is two more such products, each computed where it is wanted, and the column sums of {@code
 * dy}. A subclass has the products; this class has the order and the names of the steps.
 */
public abstract class AffineOp implements Op {

    /** What is multiplied. */
    protected final Tensor x;

    /** What it is multiplied by. */
    protected final Tensor weight;

    /** One value for each column of the output, or null. */
    protected final Tensor bias;

    /** The output. */
    protected final Tensor y;

    /** An op on these tensors, {@code bias} null where there is none. */
    protected AffineOp(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        this.x = x;
        this.weight = weight;
        this.bias = bias;
        this.y = y;
    }

    /** The work of one product. */
    protected abstract Cost cost();

    /** Gives {@code step}, which reads {@code dy} and the weight, the forms of the product for dx. */
    protected abstract void inputGradient(Tensor dy, Target dx, Steps.Draft step);

    /** Gives {@code step}, which reads {@code dy} and x, the forms of the product for the weight. */
    protected abstract void weightGradient(Tensor dy, Target dWeight, Steps.Draft step);

    @Override
    public final List<Tensor> inputs() {
        return Stream.of(x, weight, bias).filter(t -> t != null).toList();
    }

    @Override
    public final List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public final void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        if (gradients.wanted(x)) {
            Target dx = gradients.into(x);
            Steps.Draft step = steps.step(name() + ".backward.input");
            inputGradient(dy, dx, step.reads(dy, weight).accumulates(dx).cost(cost()));
            step.add();
        }
        if (gradients.wanted(weight)) {
            Target dWeight = gradients.into(weight);
            Steps.Draft step = steps.step(name() + ".backward.weight");
            weightGradient(dy, dWeight, step.reads(dy, x).accumulates(dWeight).cost(cost()));
            step.add();
        }
        if (gradients.wanted(bias)) {
            BiasGradient.add(name(), dy, gradients.into(bias), steps);
        }
    }
}
