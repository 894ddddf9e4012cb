package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.reduce.RowGroups;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Softmax cross-entropy with label smoothing, the mean over the batch: {@code loss = 1/B sum_b sum_c
 * t[b, c] (lse(z[b]) - z[b, c])}, where {@code lse} is the logarithm of the sum of exponentials and
 * {@code t = (1 - smoothing) target + smoothing / C}, as in PyTorch's CrossEntropyLoss. The largest
 * logit is taken out before exponentials, so no finite logit overflows.
 *
 * <p>Gradient: {@code dz[b, c] = dloss / B (softmax(z)[b, c] sum_c t[b, c] - t[b, c])}. Targets have
 * none. The gradient of the loss is read from its tensor, so a seed other than one scales the loss.
 *
 * <p>Variants: one, in which adjacent work-items share a row ({@link RowGroups}).
 *
 * @param logits [batch, classes], contiguous
 * @param targets [batch, classes] probabilities, or [batch] class indices held as floats
 * @param smoothing share of the target that is spread over all classes, in [0, 1)
 * @param loss [1]
 * @param logSumExp [batch]
 */
public record SoftmaxCrossEntropy(
        Tensor logits, Tensor targets, float smoothing, Tensor loss, Tensor logSumExp)
        implements Op {

    /**
     * Applies the op.
     *
     * @param logits [batch, classes], contiguous
     * @param targets [batch, classes] probabilities, or [batch] class indices held as floats; that
     *     indices lie in [0, classes) is the host's to check, a kernel cannot report it
     * @param smoothing share of the target that is spread over all classes, in [0, 1)
     * @return [1], the mean loss
     * @throws IllegalArgumentException where shapes do not match, a tensor is not contiguous, or
     *     {@code smoothing} lies outside its range
     */
    public static Tensor apply(
            ProgramBuilder builder, Tensor logits, Tensor targets, float smoothing) {
        String name = "softmaxCrossEntropy";
        Require.rank(name, logits, 2, "logits [batch, classes]");
        Shape hard = Shape.of(logits.dim(0));
        if (!targets.shape().equals(hard) && !targets.shape().equals(logits.shape())) {
            throw new IllegalArgumentException(
                    name
                            + ": expected targets of shape "
                            + logits.shape()
                            + " or "
                            + hard
                            + ", got "
                            + targets);
        }
        Require.contiguous(name, logits, targets);
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException(
                    name + ": smoothing must lie in [0, 1), got " + smoothing);
        }
        Tensor loss = builder.activation("loss", Shape.of(1));
        Tensor logSumExp = builder.activation("logSumExp", hard);
        builder.apply(new SoftmaxCrossEntropy(logits, targets, smoothing, loss, logSumExp));
        return loss;
    }

    /** Whether targets are probabilities. */
    boolean soft() {
        return targets.shape().rank() == 2;
    }

    @Override
    public Operands operands() {
        return Operands.of("softmaxCrossEntropy").in(logits, targets).out(loss).saved(logSumExp);
    }

    @Override
    public void forward(Steps steps) {
        int batch = logits.dim(0);
        Steps.Draft step = steps.forward(this).flops(7L * logits.size());
        Tensor cpuRows = step.cpuScratch("rows", batch);
        Tensor rows = step.deviceScratch("rows", batch);
        step.cpu(loops -> SoftmaxCrossEntropyCpu.forward(loops, this, cpuRows))
                .tornado(tasks -> forward(tasks, rows))
                .add();
    }

    private void forward(TornadoTasks tasks, Tensor rows) {
        RowGroups groups = rowGroups();
        SoftmaxCrossEntropyLaunch.forward(
                tasks,
                groups.grid(),
                logits,
                targets,
                logSumExp,
                rows,
                logits.dim(0),
                logits.dim(1),
                soft() ? 1 : 0,
                smoothing,
                groups.lanes());
        SoftmaxCrossEntropyLaunch.mean(
                tasks, new RowGroups(1, RowGroups.SIZE).grid(), rows, loss, logits.dim(0));
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        if (!gradients.wanted(logits)) {
            return;
        }
        Tensor dLoss = gradients.of(loss);
        Target dz = gradients.into(logits);
        RowGroups groups = rowGroups();
        steps.backward(this)
                .reads(logits, targets, logSumExp, dLoss)
                .accumulates(dz)
                .flops(6L * logits.size())
                .cpu(loops -> SoftmaxCrossEntropyCpu.backward(loops, this, dLoss, dz))
                .tornado(
                        tasks ->
                                SoftmaxCrossEntropyLaunch.backward(
                                        tasks,
                                        groups.grid(),
                                        logits,
                                        targets,
                                        logSumExp,
                                        dLoss,
                                        dz,
                                        logits.dim(0),
                                        logits.dim(1),
                                        soft() ? 1 : 0,
                                        smoothing,
                                        groups.lanes()))
                .add();
    }

    private RowGroups rowGroups() {
        return RowGroups.of(logits.dim(0), logits.dim(1));
    }
}
