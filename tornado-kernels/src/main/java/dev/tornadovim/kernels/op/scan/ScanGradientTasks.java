package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.WorkerGrid;

import java.util.List;

/** The TornadoVM tasks of the gradient of {@link SelectiveScan}. */
final class ScanGradientTasks {

    private ScanGradientTasks() {}

    /** Work space on the device; {@code dDelta} is null unless the target shares its array with du. */
    record Space(Tensor bc, Tensor work, Tensor dDelta) {}

    static Space space(Steps.Draft draft, ScanShape shape, ScanGradient gradient) {
        Tensor delta = gradient.dDelta().tensor();
        boolean shared = delta.storage() == gradient.du().tensor().storage();
        long bc = 2L * shape.sequences() * shape.tokens() * shape.states();
        return new Space(
                draft.deviceScratch("bc", Require.elements("scan", bc)),
                draft.deviceScratch("work", ScanWork.size(shape)),
                shared ? draft.deviceScratch("dDelta", delta.offset() + delta.size()) : null);
    }

    private static int bit(Target target, int bit) {
        return target.accumulate() ? bit : 0;
    }

    static void backward(TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Space space) {
        gather(tasks, shape, gradient.in(), space.bc());
        if (shape.chunks() > 1) {
            adjoints(tasks, shape, gradient, space);
        }
        chunks(tasks, shape, gradient, space);
        sums(tasks, shape, gradient, space.work());
        for (int d = 0; d < shape.directions(); d++) {
            if (!gradient.parameterTargets().get(d).isEmpty()) {
                parameters(tasks, shape, gradient, space.work(), d);
            }
        }
    }

    /** B and C side by side. */
    private static void gather(
            TornadoTasks tasks, ScanShape shape, SelectiveScan.Inputs in, Tensor bc) {
        ScanGradientLaunch.gather(
                tasks, in.b(), in.c(), bc, shape.sequences() * shape.tokens(), shape.states());
    }

    private static Tensor gate(ScanShape shape, ScanGradient gradient) {
        return shape.gated() ? gradient.in().z() : gradient.in().u();
    }

    private static void adjoints(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Space space) {
        int borders = shape.sequences() * shape.chunks();
        int lines = shape.sequences() * shape.states();
        Tensor gate = gate(shape, gradient);
        ScanGradientLaunch.adjointEnds(
                tasks,
                SelectiveScanTasks.lines(shape, borders),
                gradient.in().delta(),
                gate,
                gradient.dy(),
                gradient.parameters(),
                space.bc(),
                space.work(),
                shape.gated() ? 1 : 0,
                ScanSizes.time(shape),
                ScanSizes.space(shape));
        ScanGradientLaunch.adjointStarts(
                tasks,
                SelectiveScanTasks.lines(shape, lines),
                gradient.parameters(),
                space.work(),
                ScanSizes.time(shape),
                ScanSizes.space(shape));
    }

    private static void chunks(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Space space) {
        int segments = (shape.chunk() + ScanWork.ITEMS - 1) / ScanWork.ITEMS;
        int blocks = ScanWork.blocks(ScanSizes.space(shape));
        WorkerGrid grid =
                Grids.blocks(
                        (long) blocks * shape.sequences() * shape.chunks(),
                        1,
                        ScanWork.LANES,
                        segments);
        Tensor dDelta = gradient.dDelta().tensor();
        boolean apart = space.dDelta() != null;
        int flags =
                bit(gradient.du(), ScanChunkGradientKernels.ADD_U)
                        | (apart ? 0 : bit(gradient.dDelta(), ScanChunkGradientKernels.ADD_DELTA))
                        | (shape.gated() ? ScanChunkGradientKernels.GATED : 0);
        Tensor gate = gate(shape, gradient);
        ScanChunkGradientLaunch.gradient(
                tasks,
                grid,
                gradient.in().u(),
                gradient.in().delta(),
                SelectiveScanTasks.offsets(gradient.in()),
                gate,
                gradient.dy(),
                gradient.parameters(),
                space.bc(),
                gradient.states(),
                space.work(),
                gradient.du().tensor(),
                apart ? space.dDelta() : dDelta,
                ScanSizes.time(shape, flags),
                ScanSizes.space(shape));
        if (apart) {
            ScanGradientLaunch.put(tasks, space.dDelta(), gradient.dDelta(), dDelta.size());
        }
    }

    private static void sums(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Tensor work) {
        long time = ScanSizes.time(shape);
        long space = ScanSizes.space(shape);
        int groups = ScanWork.groups(time, space);
        sumBlocks(tasks, shape, gradient.db(), work, "dB", 0);
        sumBlocks(tasks, shape, gradient.dc(), work, "dC", shape.states());
        ScanGradientLaunch.sumParts(
                tasks,
                work,
                groups * shape.directions() * (shape.states() + 2),
                groups,
                time,
                space);
        if (gradient.dz() != null) {
            ScanGradientLaunch.sumDz(
                    tasks, work, gradient.dz(), shape.batch() * shape.tokens(), time, space);
        }
    }

    private static void sumBlocks(
            TornadoTasks tasks, ScanShape shape, Target target, Tensor work, String id, int first) {
        ScanGradientLaunch.sumBlocks(
                tasks,
                work,
                target,
                first,
                shape.sequences() * shape.tokens(),
                ScanSizes.time(shape),
                ScanSizes.space(shape));
    }

    private static void parameters(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Tensor work, int d) {
        List<Target> targets = gradient.parameterTargets().get(d);
        Target aLog = targets.getFirst();
        long time = ScanSizes.time(shape);
        long space = ScanSizes.space(shape);
        ScanGradientLaunch.aLogGradient(
                tasks,
                gradient.parameters(),
                work,
                aLog,
                d,
                ScanWork.groups(time, space),
                time,
                space);
        for (int i = 1; i < targets.size(); i++) {
            Target target = targets.get(i);
            ScanGradientLaunch.channelGradient(
                    tasks,
                    work,
                    target,
                    shape.states() + i - 1,
                    d,
                    ScanWork.groups(time, space),
                    time,
                    space);
        }
    }
}
