package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.cpu.Chunks;
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
 * Softmax cross-entropy of labelled rows, of which some are ignored: {@code loss = 1/n sum_r
 * (lse(z[r]) - z[r, label[r]])} over the n rows whose label is not {@code ignoreIndex}, and 0 where
 * all are ignored ({@code torch.nn.functional.cross_entropy(ignore_index = ...)}, which gives NaN
 * then). The rows are the pixels of a map, or the boxes of a detector.
 *
 * <p>Gradient: {@code dz[r, c] = dloss / n (softmax(z)[r, c] - [c = label[r]])}, 0 in ignored rows.
 *
 * <p>Variants: one. {@code forward} lets neighbouring work-items share a row ({@link RowGroups})
 * and a group adds up its rows; the gradient gives a thread one element.
 */
public final class LabelCrossEntropy implements Op {

    private final Tensor logits;
    private final Tensor labels;
    private final int ignoreIndex;
    private final Tensor logSumExp;
    private final Tensor share;
    private final Tensor loss;

    private LabelCrossEntropy(
            ProgramBuilder builder, Tensor logits, Tensor labels, int ignoreIndex) {
        this.logits = logits;
        this.labels = labels;
        this.ignoreIndex = ignoreIndex;
        logSumExp = builder.activation("logSumExp", Shape.of(logits.rows()));
        share = builder.activation("share", Shape.of(1));
        loss = builder.activation("loss", Shape.of(1));
    }

    /**
     * Applies the op.
     *
     * @param logits [..., classes], contiguous
     * @param labels as many as rows, contiguous: class indices held as floats; that they lie in [0,
     *     classes) or are ignored is the host's to check, a kernel cannot report it
     * @param ignoreIndex label of rows that do not count, such as 255 or -1
     * @return [1], the mean loss of the rows that count
     */
    public static Tensor apply(
            ProgramBuilder builder, Tensor logits, Tensor labels, int ignoreIndex) {
        Require.contiguous("labelCrossEntropy", logits, labels);
        Require.size("labelCrossEntropy", labels, logits.rows());
        if (ignoreIndex >= 0 && ignoreIndex < logits.columns()) {
            throw new IllegalArgumentException(
                    "labelCrossEntropy: label "
                            + ignoreIndex
                            + " is to be ignored and is a class of "
                            + logits);
        }
        var op = new LabelCrossEntropy(builder, logits, labels, ignoreIndex);
        builder.apply(op);
        return op.loss;
    }

    @Override
    public String name() {
        return "labelCrossEntropy";
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(logits, labels);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(loss);
    }

    @Override
    public void forward(Steps steps) {
        Steps.Draft step = steps.step(name());
        // Per chunk or group of rows: the sum of losses, then the number of rows that count.
        int chunks = Chunks.ofRows(logits.rows(), logits.columns()).count();
        Tensor cpuPartial = step.cpuScratch("partial", 2 * chunks);
        Tensor partial = step.deviceScratch("partial", 2 * groups());
        step.reads(logits, labels)
                .writes(logSumExp, share, loss)
                .cost(Cost.of(5L * logits.size(), logits.size() + 2L * labels.size()))
                .cpu(
                        loops ->
                                LabelCrossEntropyCpu.forward(
                                        loops,
                                        logits,
                                        labels,
                                        ignoreIndex,
                                        logSumExp,
                                        cpuPartial,
                                        share,
                                        loss))
                .tornado(tasks -> forwardTasks(tasks, partial))
                .add();
    }

    private RowGroups rowGroups() {
        return RowGroups.of(logits.rows(), logits.columns());
    }

    private int groups() {
        return Math.ceilDiv(logits.rows(), RowGroups.SIZE / rowGroups().lanes());
    }

    private void forwardTasks(TornadoTasks tasks, Tensor partial) {
        LabelCrossEntropyLaunch.forward(
                tasks,
                rowGroups().grid(),
                logits,
                labels,
                logSumExp,
                partial,
                logits.rows(),
                logits.columns(),
                ignoreIndex,
                rowGroups().lanes());
        LabelCrossEntropyLaunch.mean(
                tasks, new RowGroups(1, RowGroups.SIZE).grid(), partial, share, loss, groups());
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dLoss = gradients.of(loss);
        Target dz = gradients.into(logits);
        steps.step(name() + ".backward")
                .reads(logits, labels, logSumExp, share, dLoss)
                .accumulates(dz)
                .cost(Cost.of(4L * logits.size(), 2L * logits.size() + labels.size()))
                .cpu(
                        loops ->
                                LabelCrossEntropyCpu.gradient(
                                        loops,
                                        logits,
                                        labels,
                                        ignoreIndex,
                                        logSumExp,
                                        share,
                                        dLoss,
                                        dz))
                .tornado(tasks -> gradientTask(tasks, dLoss, dz))
                .add();
    }

    private void gradientTask(TornadoTasks tasks, Tensor dLoss, Target dz) {
        LabelCrossEntropyLaunch.gradient(
                tasks,
                logits,
                labels,
                logSumExp,
                share,
                dLoss,
                dz,
                logits.size(),
                logits.columns(),
                ignoreIndex);
    }
}
