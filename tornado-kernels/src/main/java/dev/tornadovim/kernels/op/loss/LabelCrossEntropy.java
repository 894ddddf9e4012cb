package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.engine.cpu.Chunks;
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
 * Softmax cross-entropy of labeled rows, of which some are ignored: {@code loss = 1/n sum_r
 * (lse(z[r]) - z[r, label[r]])} over the n rows whose label is not {@code ignoreIndex}, and 0 where
 * all are ignored ({@code torch.nn.functional.cross_entropy(ignore_index = ...)}, which gives NaN
 * then). The rows are the pixels of a map, or the boxes of a detector.
 *
 * <p>Gradient: {@code dz[r, c] = dloss / n (softmax(z)[r, c] - [c = label[r]])}, 0 in ignored rows.
 *
 * <p>Variants: one. {@code forward} lets adjacent work-items share a row ({@link RowGroups})
 * and a group adds up its rows; {@code backward} gives a thread one element.
 *
 * @param logits [..., classes], contiguous
 * @param labels as many as rows, contiguous: class indices held as floats
 * @param ignoreIndex label of rows that do not count
 * @param loss [1]
 * @param logSumExp one value per row, of rows that count
 * @param share [1]: 1 / n, or 0 where all rows are ignored
 */
public record LabelCrossEntropy(
        Tensor logits, Tensor labels, int ignoreIndex, Tensor loss, Tensor logSumExp, Tensor share)
        implements Op {

    /**
     * Applies the op.
     *
     * @param logits [..., classes], contiguous
     * @param labels as many as rows, contiguous: class indices held as floats; that they lie in [0,
     *     classes) or are ignored is the host's to check, a kernel cannot report it
     * @param ignoreIndex label of rows that do not count, such as 255 or -1
     * @return [1], the mean loss of the rows that count
     * @throws IllegalArgumentException where a tensor is not contiguous, there is not one label per
     *     row, or {@code ignoreIndex} is a class
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
        Tensor loss = builder.activation("loss", Shape.of(1));
        Tensor logSumExp = builder.activation("logSumExp", Shape.of(logits.rows()));
        Tensor share = builder.activation("share", Shape.of(1));
        builder.apply(new LabelCrossEntropy(logits, labels, ignoreIndex, loss, logSumExp, share));
        return loss;
    }

    @Override
    public Operands operands() {
        return Operands.of("labelCrossEntropy")
                .in(logits, labels)
                .out(loss)
                .saved(logSumExp, share);
    }

    @Override
    public void forward(Steps steps) {
        Steps.Draft step = steps.forward(this).flops(5L * logits.size());
        // Per chunk or group of rows: the sum of losses, then the number of rows that count.
        int chunks = Chunks.ofRows(logits.rows(), logits.columns()).count();
        Tensor cpuPartial = step.cpuScratch("partial", 2 * chunks);
        Tensor partial = step.deviceScratch("partial", 2 * groups());
        step.cpu(loops -> LabelCrossEntropyCpu.forward(loops, this, cpuPartial))
                .tornado(tasks -> forward(tasks, partial))
                .add();
    }

    private RowGroups rowGroups() {
        return RowGroups.of(logits.rows(), logits.columns());
    }

    private int groups() {
        return Math.ceilDiv(logits.rows(), RowGroups.SIZE / rowGroups().lanes());
    }

    private void forward(TornadoTasks tasks, Tensor partial) {
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
        steps.backward(this)
                .reads(logits, labels, logSumExp, share, dLoss)
                .accumulates(dz)
                .flops(4L * logits.size())
                .cpu(loops -> LabelCrossEntropyCpu.backward(loops, this, dLoss, dz))
                .tornado(
                        tasks ->
                                LabelCrossEntropyLaunch.backward(
                                        tasks,
                                        logits,
                                        labels,
                                        logSumExp,
                                        share,
                                        dLoss,
                                        dz,
                                        logits.size(),
                                        logits.columns(),
                                        ignoreIndex))
                .add();
    }
}
