package dev.tornadovim.kernels.op.linear;

import dev.tornadovim.kernels.op.reduce.ColumnSumsCpu;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * An op that is a matrix product at heart, {@code y = A(x, weight) + bias} with A linear in both: its
 * gradient is two more such products, each computed where it is wanted, and the column sums of {@code
 * dy}. An implementation has the products; this interface has the order and the names of the steps.
 */
public interface AffineOp extends Op {

    /** The left factor. */
    Tensor x();

    /** The right factor. */
    Tensor weight();

    /** One value per column of the output, or null. */
    Tensor bias();

    /** The output. */
    Tensor y();

    /** Floating-point operations of one product; all three have as many. */
    long productFlops();

    /** Gives {@code step}, which reads {@code dy} and the weight, the forms of the product for dx. */
    void backwardInput(Tensor dy, Target dx, Steps.Draft step);

    /** Gives {@code step}, which reads {@code dy} and x, the forms of the product for the weight. */
    void backwardWeight(Tensor dy, Target dWeight, Steps.Draft step);

    @Override
    default void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y());
        if (gradients.wanted(x())) {
            Target dx = gradients.into(x());
            Steps.Draft step = steps.backward(this, "input");
            backwardInput(dy, dx, step.reads(dy, weight()).accumulates(dx).flops(productFlops()));
            step.add();
        }
        if (gradients.wanted(weight())) {
            Target dWeight = gradients.into(weight());
            Steps.Draft step = steps.backward(this, "weight");
            step.reads(dy, x()).accumulates(dWeight).flops(productFlops());
            backwardWeight(dy, dWeight, step);
            step.add();
        }
        if (gradients.wanted(bias())) {
            backwardBias(dy, gradients.into(bias()), steps.backward(this, "bias"));
        }
    }

    private static void backwardBias(Tensor dy, Target dBias, Steps.Draft step) {
        int partialSums = ColumnSumsCpu.groups(dy.rows()) * dy.columns();
        Tensor cpuPartial = step.cpuScratch("partial", partialSums);
        Tensor devicePartial = step.deviceScratch("devicePartial", partialSums);
        step.reads(dy)
                .accumulates(dBias)
                .flops(dy.size())
                .cpu(loops -> ColumnSumsCpu.sum(loops, dy, cpuPartial, dBias))
                .tornado(tasks -> LinearTasks.columnSums(tasks, dy, dBias, devicePartial))
                .add();
    }
}
