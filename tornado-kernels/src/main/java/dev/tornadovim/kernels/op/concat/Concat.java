package dev.tornadovim.kernels.op.concat;

import dev.tornadovim.kernels.op.gather.GatherRowsCpu;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * Tensors side by side along the last dimension, such as the channels of feature maps. The gradient
 * of each is its range of columns. Forward and backward copy rows.
 *
 * @param parts tensors [..., columns] that differ in their last dimension only; rows may lie apart
 * @param y [..., sum of their columns]
 */
public record Concat(List<Tensor> parts, Tensor y) implements Op {

    /** Copies the list. */
    public Concat {
        parts = List.copyOf(parts);
    }

    /**
     * Applies the op.
     *
     * @param parts tensors [..., columns] that differ in their last dimension only; rows may lie apart
     * @return [..., sum of their columns]
     * @throws IllegalArgumentException where there is no tensor or another dimension differs
     */
    public static Tensor apply(ProgramBuilder builder, List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("concat: no tensor is given");
        }
        Shape first = parts.getFirst().shape();
        int columns = 0;
        for (Tensor part : parts) {
            columns = Math.addExact(columns, part.columns());
            if (!part.shape().withColumns(1).equals(first.withColumns(1))) {
                throw new IllegalArgumentException(
                        "concat: tensors may differ in their last dimension only, got " + parts);
            }
        }
        Tensor y = builder.activation("concat", first.withColumns(columns));
        builder.apply(new Concat(parts, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("concat").in(parts).out(y);
    }

    /** The range of columns of {@code all} that belongs to each tensor. */
    private List<Tensor> ranges(Tensor all) {
        int[] at = {0};
        return parts.stream().map(part -> all.columns(at[0], at[0] += part.columns())).toList();
    }

    @Override
    public void forward(Steps steps) {
        List<Target> ranges = ranges(y).stream().map(Target::write).toList();
        steps.forward(this)
                .cpu(
                        loops -> {
                            for (int i = 0; i < parts.size(); i++) {
                                GatherRowsCpu.copy(loops, parts.get(i), ranges.get(i));
                            }
                        })
                .tornado(
                        tasks -> {
                            for (int i = 0; i < parts.size(); i++) {
                                copy(tasks, parts.get(i), ranges.get(i));
                            }
                        })
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        List<Tensor> ranges = ranges(gradients.of(y));
        for (int i = 0; i < parts.size(); i++) {
            if (gradients.wanted(parts.get(i))) {
                backward(steps, ranges.get(i), gradients.into(parts.get(i)));
            }
        }
    }

    private void backward(Steps steps, Tensor range, Target dx) {
        steps.backward(this)
                .reads(range)
                .accumulates(dx)
                .flops(range.size())
                .cpu(loops -> GatherRowsCpu.copy(loops, range, dx))
                .tornado(tasks -> copy(tasks, range, dx))
                .add();
    }

    private static void copy(TornadoTasks tasks, Tensor from, Target to) {
        ConcatLaunch.copyRows(tasks, from, to, from.rows(), from.columns());
    }
}
