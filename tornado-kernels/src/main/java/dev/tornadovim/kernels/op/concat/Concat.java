package dev.tornadovim.kernels.op.concat;

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
 * Tensors side by side along the last dimension, such as the channels of feature maps. The gradient
 * of each is its range of columns. Both ways are one copy of rows.
 */
public final class Concat implements Op {

    private final List<Tensor> parts;
    private final Tensor y;

    private Concat(List<Tensor> parts, Tensor y) {
        this.parts = parts;
        this.y = y;
    }

    /**
     * Applies the op.
     *
     * @param parts tensors [..., columns] that differ in their last dimension only; rows may lie apart
     * @return [..., sum of their columns]
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
        builder.apply(new Concat(List.copyOf(parts), y));
        return y;
    }

    @Override
    public String name() {
        return "concat";
    }

    @Override
    public List<Tensor> inputs() {
        return parts;
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    /** What the tensors go to: ranges of the columns of {@code all}. */
    private List<Tensor> ranges(Tensor all) {
        int[] at = {0};
        return parts.stream().map(part -> all.columns(at[0], at[0] += part.columns())).toList();
    }

    @Override
    public void forward(Steps steps) {
        List<Tensor> ranges = ranges(y);
        steps.step(name())
                .reads(parts.toArray(Tensor[]::new))
                .writes(y)
                .cost(Cost.of(0, 2L * y.size()))
                .cpu(
                        loops -> {
                            for (int i = 0; i < parts.size(); i++) {
                                Target to = new Target(ranges.get(i), false);
                                ConcatCpu.copy(loops, parts.get(i), to);
                            }
                        })
                .tornado(
                        tasks -> {
                            for (int i = 0; i < parts.size(); i++) {
                                Target to = new Target(ranges.get(i), false);
                                copy(tasks, "concat" + i, parts.get(i), to);
                            }
                        })
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        List<Tensor> ranges = ranges(dy);
        for (int i = 0; i < parts.size(); i++) {
            if (gradients.wanted(parts.get(i))) {
                gradient(dy, ranges.get(i), gradients.into(parts.get(i)), steps);
            }
        }
    }

    private void gradient(Tensor dy, Tensor range, Target dx, Steps steps) {
        steps.step(name() + ".backward")
                .reads(dy)
                .accumulates(dx)
                .cost(Cost.of(range.size(), (dx.accumulate() ? 3L : 2L) * range.size()))
                .cpu(loops -> ConcatCpu.copy(loops, range, dx))
                .tornado(tasks -> copy(tasks, "gradient", range, dx))
                .add();
    }

    private static void copy(TornadoTasks tasks, String kernel, Tensor from, Target target) {
        Tensor to = target.tensor();
        ConcatLaunch.copyRows(tasks, from, target, from.rows(), from.columns());
    }
}
