package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.WorkerGrid;

import java.util.List;

/** The launches of the backward pass of {@link SelectiveScan}. */
final class ScanBackwardTasks {

    private ScanBackwardTasks() {}

    /** Work space on the device; {@code dDelta} is null unless the target shares its array with du. */
    record Space(Tensor bc, Tensor work, Tensor dDelta) {

        static Space of(Steps.Draft step, ScanBackward back) {
            ScanShape shape = back.shape();
            Tensor delta = back.dDelta().tensor();
            boolean shared = delta.storage() == back.du().tensor().storage();
            long bc = 2L * shape.sequences() * shape.tokens() * shape.states();
            return new Space(
                    step.deviceScratch("bc", Require.elements("scan", bc)),
                    step.deviceScratch("work", ScanWork.size(shape)),
                    shared ? step.deviceScratch("dDelta", delta.offset() + delta.size()) : null);
        }
    }

    private static int bit(Target target, int bit) {
        return target.accumulate() ? bit : 0;
    }

    static void backward(TornadoTasks tasks, ScanBackward back, Space space) {
        ScanShape shape = back.shape();
        gather(tasks, back, space.bc());
        if (shape.chunks() > 1) {
            adjoints(tasks, back, space);
        }
        chunks(tasks, back, space);
        sums(tasks, back, space.work());
        for (int d = 0; d < shape.directions(); d++) {
            if (!back.parameterTargets().get(d).isEmpty()) {
                parameters(tasks, back, space.work(), d);
            }
        }
    }

    /** B and C side by side. */
    private static void gather(TornadoTasks tasks, ScanBackward back, Tensor bc) {
        SelectiveScan.Inputs in = back.in();
        ScanShape shape = back.shape();
        ScanBackwardLaunch.gather(
                tasks, in.b(), in.c(), bc, shape.sequences() * shape.tokens(), shape.states());
    }

    private static Tensor gate(ScanBackward back) {
        return back.shape().gated() ? back.in().z() : back.in().u();
    }

    private static void adjoints(TornadoTasks tasks, ScanBackward back, Space space) {
        ScanShape shape = back.shape();
        int borders = shape.sequences() * shape.chunks();
        int lines = shape.sequences() * shape.states();
        Tensor gate = gate(back);
        ScanBackwardLaunch.adjointEnds(
                tasks,
                SelectiveScanTasks.lines(shape, borders),
                back.in().delta(),
                gate,
                back.dy(),
                back.op().parameters(),
                space.bc(),
                space.work(),
                shape.gated() ? 1 : 0,
                ScanSizes.time(shape),
                ScanSizes.space(shape));
        ScanBackwardLaunch.adjointStarts(
                tasks,
                SelectiveScanTasks.lines(shape, lines),
                back.op().parameters(),
                space.work(),
                ScanSizes.time(shape),
                ScanSizes.space(shape));
    }

    private static void chunks(TornadoTasks tasks, ScanBackward back, Space space) {
        ScanShape shape = back.shape();
        int segments = (shape.chunk() + ScanWork.ITEMS - 1) / ScanWork.ITEMS;
        int blocks = ScanWork.blocks(ScanSizes.space(shape));
        WorkerGrid grid =
                Grids.blocks(
                        (long) blocks * shape.sequences() * shape.chunks(),
                        1,
                        ScanWork.LANES,
                        segments);
        Tensor dDelta = back.dDelta().tensor();
        boolean apart = space.dDelta() != null;
        int flags =
                bit(back.du(), ScanChunkBackwardKernels.ADD_U)
                        | (apart ? 0 : bit(back.dDelta(), ScanChunkBackwardKernels.ADD_DELTA))
                        | (shape.gated() ? ScanChunkBackwardKernels.GATED : 0);
        Tensor gate = gate(back);
        ScanChunkBackwardLaunch.backwardChunks(
                tasks,
                grid,
                back.in().u(),
                back.in().delta(),
                SelectiveScanTasks.offsets(back.in()),
                gate,
                back.dy(),
                back.op().parameters(),
                space.bc(),
                back.op().states(),
                space.work(),
                back.du().tensor(),
                apart ? space.dDelta() : dDelta,
                ScanSizes.time(shape, flags),
                ScanSizes.space(shape));
        if (apart) {
            ScanBackwardLaunch.put(tasks, space.dDelta(), back.dDelta(), dDelta.size());
        }
    }

    private static void sums(TornadoTasks tasks, ScanBackward back, Tensor work) {
        ScanShape shape = back.shape();
        long time = ScanSizes.time(shape);
        long space = ScanSizes.space(shape);
        int groups = ScanWork.groups(time, space);
        sumBlocks(tasks, shape, back.db(), work, 0);
        sumBlocks(tasks, shape, back.dc(), work, shape.states());
        ScanBackwardLaunch.sumParts(
                tasks,
                work,
                groups * shape.directions() * (shape.states() + 2),
                groups,
                time,
                space);
        if (back.dz() != null) {
            ScanBackwardLaunch.sumDz(
                    tasks, work, back.dz(), shape.batch() * shape.tokens(), time, space);
        }
    }

    private static void sumBlocks(
            TornadoTasks tasks, ScanShape shape, Target target, Tensor work, int first) {
        ScanBackwardLaunch.sumBlocks(
                tasks,
                work,
                target,
                first,
                shape.sequences() * shape.tokens(),
                ScanSizes.time(shape),
                ScanSizes.space(shape));
    }

    private static void parameters(TornadoTasks tasks, ScanBackward back, Tensor work, int d) {
        ScanShape shape = back.shape();
        List<Target> targets = back.parameterTargets().get(d);
        Target aLog = targets.getFirst();
        long time = ScanSizes.time(shape);
        long space = ScanSizes.space(shape);
        ScanBackwardLaunch.backwardALog(
                tasks,
                back.op().parameters(),
                work,
                aLog,
                d,
                ScanWork.groups(time, space),
                time,
                space);
        for (int i = 1; i < targets.size(); i++) {
            Target target = targets.get(i);
            ScanBackwardLaunch.backwardChannels(
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
