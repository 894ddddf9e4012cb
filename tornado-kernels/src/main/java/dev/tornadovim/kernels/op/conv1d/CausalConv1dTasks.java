package dev.tornadovim.kernels.op.conv1d;

import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/** The launches of {@link CausalConv1d}. */
final class CausalConv1dTasks {

    private static final int MIN_SEGMENT = 32;
    private static final int MAX_SEGMENTS = 256;

    private CausalConv1dTasks() {}

    /** Rows (sample, token) that one partial sum of the weight gradients covers. */
    private static int segment(ConvShape shape) {
        int rows = shape.batch() * shape.tokens();
        return Math.max(MIN_SEGMENT, Math.ceilDiv(rows, MAX_SEGMENTS));
    }

    /** Number of partial sums. */
    static int segments(ConvShape shape) {
        return Math.ceilDiv(shape.batch() * shape.tokens(), segment(shape));
    }

    static void pack(TornadoTasks tasks, CausalConv1d op) {
        int channels = op.shape().channels();
        int width = op.shape().width();
        for (int d = 0; d < op.directions().size(); d++) {
            Tensor weight = op.weights().get(d);
            Tensor bias = op.biases().get(d);
            CausalConv1dLaunch.pack(tasks, weight, bias, op.packed(), d, channels, width);
        }
    }

    static void forward(TornadoTasks tasks, CausalConv1d op) {
        ConvShape shape = op.shape();
        CausalConv1dLaunch.forward(
                tasks,
                op.x(),
                op.packed(),
                op.u(),
                shape.directions() * shape.batch(),
                shape.batch(),
                shape.tokens(),
                shape.channels(),
                shape.width(),
                shape.reverse());
    }

    static void backward(
            TornadoTasks tasks,
            CausalConv1d op,
            Tensor du,
            Target dx,
            Tensor dPre,
            Tensor partials,
            List<Target> dw,
            List<Target> db) {
        ConvShape shape = op.shape();
        CausalConv1dLaunch.backwardSilu(
                tasks,
                op.x(),
                op.packed(),
                du,
                dPre,
                shape.directions() * shape.batch(),
                shape.batch(),
                shape.tokens(),
                shape.channels(),
                shape.width(),
                shape.reverse());
        if (dx != null) {
            CausalConv1dLaunch.backwardInput(
                    tasks,
                    op.packed(),
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
                op.x(),
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
            sumPartials(tasks, partials, dw.get(d), 0, shape, d);
            sumPartials(tasks, partials, db.get(d), shape.width(), shape, d);
        }
    }

    private static void sumPartials(
            TornadoTasks tasks,
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
