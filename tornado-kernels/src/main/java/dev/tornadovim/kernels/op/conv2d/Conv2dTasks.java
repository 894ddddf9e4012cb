package dev.tornadovim.kernels.op.conv2d;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.linear.LinearTasks;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * The TornadoVM forms of {@link Conv2d}: unfolded windows and the launches of a linear layer. Maps go in
 * parts of equal size, so that the work space stays small for any batch.
 *
 * @param windows windows over all maps
 * @param part windows over the maps of a part
 */
record Conv2dTasks(Windows windows, Windows part) {

    /** Parts of as many maps as have at most {@code limit} unfolded values, but at least one map. */
    static Conv2dTasks of(Windows windows, long limit) {
        int maps = windows.batch();
        while (maps > 1
                && (windows.batch() % maps != 0
                        || windows.elements() / windows.batch() * maps > limit)) {
            maps--;
        }
        return new Conv2dTasks(windows, windows.withBatch(maps));
    }

    /** Work space for the windows of a part. */
    Tensor unfolded(Steps.Draft step) {
        int size = Require.elements("conv2d", part.elements());
        return step.deviceScratch("unfolded", size).reshape(Shape.of(part.count(), part.size()));
    }

    /** Work space for a weight [out, (tap, in)]. */
    Tensor ordered(Steps.Draft step, Tensor weight) {
        return step.deviceScratch("ordered", weight.size())
                .reshape(Shape.of(weight.dim(0), part.size()));
    }

    /** Work space for {@link #backwardWeight}. */
    Tensor slabs(Steps.Draft step, Tensor dy, Tensor unfolded) {
        return LinearTasks.slabs(step, maps(dy, 0), unfolded);
    }

    private int parts() {
        return windows.batch() / part.batch();
    }

    /** The maps of part {@code index}. */
    private Tensor maps(Tensor all, int index) {
        Shape shape = Shape.of(part.batch(), all.dim(1), all.dim(2), all.dim(3));
        return new Tensor(
                all.name(),
                shape,
                all.storage(),
                all.offset() + index * shape.size(),
                all.rowStride());
    }

    void forward(
            TornadoTasks tasks,
            Tensor x,
            Tensor weight,
            Tensor bias,
            Tensor y,
            Tensor unfolded,
            Tensor ordered) {
        orderByTap(tasks, weight, ordered);
        for (int i = 0; i < parts(); i++) {
            unfold(tasks, maps(x, i), unfolded);
            LinearTasks.forward(tasks, unfolded, ordered, bias, maps(y, i));
        }
    }

    void backwardInput(
            TornadoTasks tasks,
            Tensor dy,
            Tensor weight,
            Target dx,
            Tensor unfolded,
            Tensor ordered) {
        orderByTap(tasks, weight, ordered);
        for (int i = 0; i < parts(); i++) {
            LinearTasks.backwardInput(tasks, maps(dy, i), ordered, Target.write(unfolded));
            fold(tasks, unfolded, new Target(maps(dx.tensor(), i), dx.accumulate()));
        }
    }

    void backwardWeight(
            TornadoTasks tasks,
            Tensor x,
            Tensor dy,
            Target dWeight,
            Tensor unfolded,
            Tensor ordered,
            Tensor slabs) {
        for (int i = 0; i < parts(); i++) {
            unfold(tasks, maps(x, i), unfolded);
            LinearTasks.backwardWeight(
                    tasks, maps(dy, i), unfolded, new Target(ordered, i > 0), slabs);
        }
        Tensor to = dWeight.tensor();
        Conv2dLaunch.orderByChannel(tasks, ordered, dWeight, to.dim(0), to.dim(1), part.taps());
    }

    private void orderByTap(TornadoTasks tasks, Tensor weight, Tensor ordered) {
        Conv2dLaunch.orderByTap(tasks, weight, ordered, weight.dim(0), weight.dim(1), part.taps());
    }

    private void unfold(TornadoTasks tasks, Tensor maps, Tensor unfolded) {
        Conv2dLaunch.unfold(
                tasks,
                maps,
                unfolded,
                part.count(),
                part.channels(),
                part.height(),
                part.width(),
                part.kernel(),
                part.stride(),
                part.padding(),
                part.outHeight(),
                part.outWidth());
    }

    private void fold(TornadoTasks tasks, Tensor unfolded, Target maps) {
        Tensor to = maps.tensor();
        Conv2dLaunch.fold(
                tasks,
                unfolded,
                maps,
                to.rows(),
                part.channels(),
                part.height(),
                part.width(),
                part.kernel(),
                part.stride(),
                part.padding(),
                part.outHeight(),
                part.outWidth());
    }
}
