package dev.tornadovim.kernels.op.batchnorm;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Batch normalization {@code y = w (x - mean) rstd + b} with {@code rstd = 1 / sqrt(var + eps)} for
 * each channel (Ioffe and Szegedy, "Batch Normalization", 2015; {@code torch.nn.BatchNorm2d}). In a
 * program for training, mean and biased variance are those of the batch, and the forward pass moves
 * the running ones towards them, {@code running += momentum (batch - running)}, with the unbiased
 * variance. Other programs normalize by the running ones. A stage that is recomputed in the backward
 * pass moves the running ones twice.
 *
 * <p>Gradient, with {@code n = (x - mean) rstd} and means over the rows: {@code dx = w rstd (dy -
 * mean(dy) - n mean(dy n))}, {@code dw = sum dy n}, {@code db = sum dy}.
 *
 * <p>Variants: one. Groups of {@value #GROUP} rows have a mean and a sum of squares around it of
 * their own, which are joined as Chan, Golub and LeVeque do ("Updating Formulae and a Pairwise
 * Algorithm for Computing Sample Variances", 1979), so no digits cancel and every run gives the
 * same bits.
 *
 * @param x [..., channels], contiguous; more than one row in a program for training
 * @param weight [channels]
 * @param bias [channels]
 * @param runningMean [channels], without gradient; changed by training
 * @param runningVar [channels], likewise
 * @param eps added to the variance; 1e-5 in PyTorch
 * @param momentum share of the batch in the running statistics; 0.1 in PyTorch
 * @param y the shape of x
 * @param statistics [3, channels]: mean, rstd and biased variance of the batch; null in a program
 *     that is not for training
 */
public record BatchNorm(
        Tensor x,
        Tensor weight,
        Tensor bias,
        Tensor runningMean,
        Tensor runningVar,
        float eps,
        float momentum,
        Tensor y,
        Tensor statistics)
        implements Op {

    /** Rows of a partial sum. */
    static final int GROUP = 64;

    /**
     * Applies the op.
     *
     * @param x [..., channels], contiguous; more than one row in a program for training
     * @param weight [channels]
     * @param bias [channels]
     * @param runningMean [channels], without gradient; changed by training
     * @param runningVar [channels], likewise
     * @param eps added to the variance; 1e-5 in PyTorch
     * @param momentum share of the batch in the running statistics; 0.1 in PyTorch
     * @return the shape of {@code x}
     * @throws IllegalArgumentException where x is not contiguous, another tensor is not [channels],
     *     or a program for training gets a single row
     */
    public static Tensor apply(
            ProgramBuilder builder,
            Tensor x,
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVar,
            float eps,
            float momentum) {
        Require.contiguous("batchNorm", x);
        for (Tensor perChannel : new Tensor[] {weight, bias, runningMean, runningVar}) {
            Require.shape("batchNorm", perChannel, Shape.of(x.columns()));
        }
        if (builder.training() && x.rows() < 2) {
            throw new IllegalArgumentException(
                    "batchNorm: training needs more than one value per channel, got "
                            + x
                            + "; use a larger batch");
        }
        Shape moments = Shape.of(3, x.columns());
        Tensor y = builder.activation("batchNorm", x.shape());
        Tensor statistics = builder.training() ? builder.activation("statistics", moments) : null;
        builder.apply(
                new BatchNorm(
                        x, weight, bias, runningMean, runningVar, eps, momentum, y, statistics));
        return y;
    }

    // No gradient flows to the running statistics, so they are not inputs. Those of the batch are
    // written by a step of their own.
    @Override
    public Operands operands() {
        return Operands.of("batchNorm").in(x, weight, bias).out(y);
    }

    @Override
    public void forward(Steps steps) {
        long size = x.size();
        Steps.Draft step;
        if (statistics == null) {
            step = steps.forward(this).reads(runningMean, runningVar).flops(5 * size);
        } else {
            ofBatch(steps);
            step = steps.forward(this).reads(statistics).flops(4 * size);
        }
        step.cpu(loops -> BatchNormCpu.forward(loops, this))
                .tornado(tasks -> BatchNormTasks.forward(tasks, this))
                .add();
    }

    private void ofBatch(Steps steps) {
        Steps.Draft step = steps.step(name() + ".statistics");
        Tensor cpuPartial = step.cpuScratch("partial", 2 * groups() * x.columns());
        Tensor partial = step.deviceScratch("partial", 2 * groups() * x.columns());
        step.reads(x, runningMean, runningVar)
                .writes(statistics, runningMean, runningVar)
                .flops(4L * x.size())
                .cpu(loops -> BatchNormCpu.statistics(loops, this, cpuPartial))
                .tornado(tasks -> BatchNormTasks.statistics(tasks, this, partial))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target dx = gradients.wanted(x) ? gradients.into(x) : null;
        Target dw = gradients.wanted(weight) ? gradients.into(weight) : null;
        Target db = gradients.wanted(bias) ? gradients.into(bias) : null;
        Steps.Draft step =
                steps.backward(this)
                        .reads(x, statistics, weight, dy)
                        .accumulates(dx)
                        .accumulates(dw)
                        .accumulates(db);
        // Per group, and then over all groups: the sum of dy n, then the sum of dy.
        int columns = x.columns();
        Tensor cpuPartial = step.cpuScratch("partial", 2 * groups() * columns);
        Tensor cpuSums = step.cpuScratch("sums", 2 * columns);
        Tensor partial = step.deviceScratch("partial", 2 * groups() * columns);
        Tensor sums = step.deviceScratch("sums", 2 * columns);
        // The sums and dx each read x and dy.
        step.cost(Cost.of(11L * x.size(), 5L * x.size()))
                .cpu(
                        loops -> {
                            BatchNormCpu.sums(loops, this, dy, cpuPartial, cpuSums);
                            BatchNormCpu.contribute(loops, cpuSums, 0, dw);
                            BatchNormCpu.contribute(loops, cpuSums, 1, db);
                            BatchNormCpu.backwardInput(loops, this, dy, cpuSums, dx);
                        })
                .tornado(
                        tasks -> {
                            BatchNormTasks.sums(tasks, this, dy, partial, sums);
                            BatchNormTasks.contribute(tasks, sums, 0, dw);
                            BatchNormTasks.contribute(tasks, sums, 1, db);
                            BatchNormTasks.backwardInput(tasks, this, dy, sums, dx);
                        })
                .add();
    }

    /** Number of partial sums. */
    int groups() {
        return Math.ceilDiv(x.rows(), GROUP);
    }

    /** Unbiased over biased variance. */
    float unbiased() {
        return (float) ((double) x.rows() / (x.rows() - 1));
    }
}
