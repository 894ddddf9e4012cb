package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.reduce.RowGroups;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * Softmax cross-entropy with label smoothing, the mean over the batch: {@code loss = 1/B sum_b sum_c
 * t[b, c] (lse(z[b]) - z[b, c])}, where {@code lse} is the logarithm of the sum of exponentials and
 * {@code t = (1 - smoothing) target + smoothing / C}, as in PyTorch's CrossEntropyLoss. The largest
 * logit is taken out before exponentials, so no finite logit overflows.
 *
 * <p>Gradient: {@code dz[b, c] = dloss / B (softmax(z)[b, c] sum_c t[b, c] - t[b, c])}. Targets have
 * none. The gradient of the loss is read from its tensor, so a seed other than one scales the loss.
 *
 * <p>Variants: one, in which neighbouring work-items share a row ({@link RowGroups}).
 */
public final class SoftmaxCrossEntropy implements Op {

    private final Tensor logits;
    private final Tensor targets;
    private final float smoothing;
    private final Tensor logSumExp;
    private final Tensor loss;

    private SoftmaxCrossEntropy(
            ProgramBuilder builder, Tensor logits, Tensor targets, float smoothing) {
        this.logits = logits;
        this.targets = targets;
        this.smoothing = smoothing;
        logSumExp = builder.activation("logSumExp", Shape.of(logits.dim(0)));
        loss = builder.activation("loss", Shape.of(1));
    }

    /**
     * Applies the op.
     *
     * @param logits [batch, classes], contiguous
     * @param targets [batch, classes] probabilities, or [batch] class indices held as floats; that
     *     indices lie in [0, classes) is the host's to check, a kernel cannot report it
     * @param smoothing share of the target that is spread over all classes, in [0, 1)
     * @return [1], the mean loss
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
        var op = new SoftmaxCrossEntropy(builder, logits, targets, smoothing);
        builder.apply(op);
        return op.loss;
    }

    private boolean soft() {
        return targets.shape().rank() == 2;
    }

    @Override
    public String name() {
        return "softmaxCrossEntropy";
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(logits, targets);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(loss);
    }

    @Override
    public void forward(Steps steps) {
        int batch = logits.dim(0);
        Steps.Draft step = steps.step(name());
        Tensor cpuRows = step.cpuScratch("rows", batch);
        Tensor rows = step.deviceScratch("rows", batch);
        step.reads(logits, targets)
                .writes(logSumExp, loss)
                .cost(Cost.of(7L * logits.size(), (long) logits.size() + targets.size()))
                .cpu(
                        loops ->
                                SoftmaxCrossEntropyCpu.forward(
                                        loops, logits, targets, smoothing, logSumExp, cpuRows,
                                        loss))
                .tornado(tasks -> forwardTasks(tasks, rows))
                .add();
    }

    private void forwardTasks(TornadoTasks tasks, Tensor rows) {
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
        Target target = gradients.into(logits);
        Tensor dz = target.tensor();
        steps.step(name() + ".backward")
                .reads(logits, targets, logSumExp, dLoss)
                .accumulates(target)
                .cost(Cost.of(6L * dz.size(), 2L * dz.size() + targets.size()))
                .cpu(
                        loops ->
                                SoftmaxCrossEntropyCpu.gradient(
                                        loops, logits, targets, smoothing, logSumExp, dLoss,
                                        target))
                .tornado(tasks -> gradientTask(tasks, dLoss, target))
                .add();
    }

    private void gradientTask(TornadoTasks tasks, Tensor dLoss, Target target) {
        RowGroups groups = rowGroups();
        Tensor dz = target.tensor();
        SoftmaxCrossEntropyLaunch.gradient(
                tasks,
                groups.grid(),
                logits,
                targets,
                logSumExp,
                dLoss,
                target,
                logits.dim(0),
                logits.dim(1),
                soft() ? 1 : 0,
                smoothing,
                groups.lanes());
    }

    private RowGroups rowGroups() {
        return RowGroups.of(logits.dim(0), logits.dim(1));
    }
}
