package dev.tornadovim.kernels.op.conv1d;

import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/** The TornadoVM tasks of the gradient of {@link CausalConv1d}. */
final class CausalConv1dTasks {

    private static final int MIN_SEGMENT = 32;
    private static final int MAX_SEGMENTS = 256;

    private CausalConv1dTasks() {}

    /** Rows (sample, token) that one partial sum of the weight gradients covers. */
    private static int segment(ConvShape shape) {
        int rows = shape.batch() * shape.tokens();
        return Math.max(MIN_SEGMENT, (rows + MAX_SEGMENTS - 1) / MAX_SEGMENTS);
    }

    /** Number of partial sums. */
    static int segments(ConvShape shape) {
        int rows = shape.batch() * shape.tokens();
        return (rows + segment(shape) - 1) / segment(shape);
    }

    static void backward(
            TornadoTasks tasks,
            ConvShape shape,
            Tensor x,
            Tensor packed,
            Tensor du,
            Target dx,
            Tensor dPre,
            Tensor partials,
            List<Target> dw,
            List<Target> db) {
        CausalConv1dLaunch.gradientBeforeSilu(
                tasks,
                x,
                packed,
                du,
                dPre,
                shape.directions() * shape.batch(),
                shape.batch(),
                shape.tokens(),
                shape.channels(),
                shape.width(),
                shape.reverse());
        if (dx != null) {
            CausalConv1dLaunch.inputGradient(
                    tasks,
                    packed,
                    dPre,
                    dx,
                    shape.directions(),
                    shape.batch(),
                    shape.tokens(),
                    shape.channels(),
                    shape.width(),
                    shape.reverse());
        }
        CausalConv1dLaunch.weightPartials(
                tasks,
                x,
                dPre,
                partials,
                segments(shape),
                segment(shape),
                shape.directions(),
                shape.batch(),
                shape.tokens(),
                shape.channels(),
                shape.width(),
                shape.reverse());
        for (int d = 0; d < shape.directions(); d++) {
            sumPartials(tasks, "weightGradient" + d, partials, dw.get(d), 0, shape, d);
            sumPartials(tasks, "biasGradient" + d, partials, db.get(d), shape.width(), shape, d);
        }
    }

    private static void sumPartials(
            TornadoTasks tasks,
            String id,
            Tensor partials,
            Target gradient,
            int first,
            ConvShape shape,
            int direction) {
        CausalConv1dLaunch.sumPartials(
                tasks,
                partials,
                gradient,
                first,
                gradient.tensor().size() / shape.channels(),
                segments(shape),
                shape.directions(),
                direction,
                shape.channels(),
                shape.width());
    }
}
