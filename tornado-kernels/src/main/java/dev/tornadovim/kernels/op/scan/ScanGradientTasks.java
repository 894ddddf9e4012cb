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
        tasks.graph()
                .task(
                        tasks.id("gather", shape.sequences() * shape.tokens() * shape.states()),
                        ScanGradientKernels::gather,
                        tasks.array(in.b()),
                        ScanSizes.view(in.b()),
                        tasks.array(in.c()),
                        ScanSizes.view(in.c()),
                        tasks.array(bc),
                        shape.sequences() * shape.tokens(),
                        shape.states());
    }

    private static Tensor gate(ScanShape shape, ScanGradient gradient) {
        return shape.gated() ? gradient.in().z() : gradient.in().u();
    }

    private static void adjoints(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Space space) {
        int borders = shape.sequences() * shape.chunks();
        int lines = shape.sequences() * shape.states();
        Tensor gate = gate(shape, gradient);
        tasks.graph()
                .task(
                        tasks.id("adjointEnds", SelectiveScanTasks.lines(shape, borders)),
                        ScanGradientKernels::adjointEnds,
                        tasks.context(),
                        tasks.array(gradient.in().delta()),
                        gradient.in().delta().offset(),
                        tasks.array(gate),
                        ScanSizes.view(gate),
                        tasks.array(gradient.dy()),
                        tasks.array(gradient.parameters()),
                        tasks.array(space.bc()),
                        tasks.array(space.work()),
                        shape.gated() ? 1 : 0,
                        ScanSizes.time(shape),
                        ScanSizes.space(shape))
                .task(
                        tasks.id("adjointStarts", SelectiveScanTasks.lines(shape, lines)),
                        ScanGradientKernels::adjointStarts,
                        tasks.context(),
                        tasks.array(gradient.parameters()),
                        tasks.array(space.work()),
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
                bit(gradient.du(), ScanChunkGradient.ADD_U)
                        | (apart ? 0 : bit(gradient.dDelta(), ScanChunkGradient.ADD_DELTA))
                        | (shape.gated() ? ScanChunkGradient.GATED : 0);
        Tensor gate = gate(shape, gradient);
        tasks.graph()
                .task(
                        tasks.id("chunkGradient", grid),
                        ScanChunkGradient::gradient,
                        tasks.context(),
                        tasks.array(gradient.in().u()),
                        tasks.array(gradient.in().delta()),
                        SelectiveScanTasks.offsets(gradient.in()),
                        tasks.array(gate),
                        ScanSizes.view(gate),
                        tasks.array(gradient.dy()),
                        tasks.array(gradient.parameters()),
                        tasks.array(space.bc()),
                        tasks.array(gradient.states()),
                        tasks.array(space.work()),
                        tasks.array(gradient.du().tensor()),
                        tasks.array(apart ? space.dDelta() : dDelta),
                        ScanSizes.time(shape, flags),
                        ScanSizes.space(shape));
        if (apart) {
            tasks.graph()
                    .task(
                            tasks.id("dDelta", dDelta.size()),
                            ScanGradientKernels::put,
                            tasks.array(space.dDelta()),
                            tasks.array(dDelta),
                            dDelta.offset(),
                            bit(gradient.dDelta(), 1),
                            dDelta.size());
        }
    }

    private static void sums(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Tensor work) {
        long time = ScanSizes.time(shape);
        long space = ScanSizes.space(shape);
        int groups = ScanWork.groups(time, space);
        sumBlocks(tasks, shape, gradient.db(), work, "dB", 0);
        sumBlocks(tasks, shape, gradient.dc(), work, "dC", shape.states());
        tasks.graph()
                .task(
                        tasks.id(
                                "sumParts",
                                groups
                                        * shape.directions()
                                        * (shape.states() + 2)
                                        * ScanSizes.channels(space)),
                        ScanGradientKernels::sumParts,
                        tasks.array(work),
                        groups * shape.directions() * (shape.states() + 2),
                        groups,
                        time,
                        space);
        if (gradient.dz() != null) {
            tasks.graph()
                    .task(
                            tasks.id(
                                    "sumDz",
                                    shape.batch() * shape.tokens() * ScanSizes.channels(space)),
                            ScanGradientKernels::sumDz,
                            tasks.array(work),
                            tasks.array(gradient.dz().tensor()),
                            ScanSizes.view(gradient.dz().tensor()),
                            bit(gradient.dz(), 1),
                            shape.batch() * shape.tokens(),
                            time,
                            space);
        }
    }

    private static void sumBlocks(
            TornadoTasks tasks, ScanShape shape, Target target, Tensor work, String id, int first) {
        tasks.graph()
                .task(
                        tasks.id(
                                id,
                                ScanSizes.states(ScanSizes.space(shape))
                                        * shape.sequences()
                                        * shape.tokens()),
                        ScanGradientKernels::sumBlocks,
                        tasks.array(work),
                        tasks.array(target.tensor()),
                        ScanSizes.view(target.tensor()),
                        first,
                        bit(target, 1),
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
        tasks.graph()
                .task(
                        tasks.id("dALog" + d, ScanSizes.states(space) * ScanSizes.channels(space)),
                        ScanGradientKernels::aLogGradient,
                        tasks.array(gradient.parameters()),
                        tasks.array(work),
                        tasks.array(aLog.tensor()),
                        aLog.tensor().offset(),
                        d,
                        bit(aLog, 1),
                        ScanWork.groups(time, space),
                        time,
                        space);
        for (int i = 1; i < targets.size(); i++) {
            Target target = targets.get(i);
            tasks.graph()
                    .task(
                            tasks.id((i == 1 ? "dD" : "dBias") + d, ScanSizes.channels(space)),
                            ScanGradientKernels::channelGradient,
                            tasks.array(work),
                            tasks.array(target.tensor()),
                            target.tensor().offset(),
                            shape.states() + i - 1,
                            d,
                            bit(target, 1),
                            ScanWork.groups(time, space),
                            time,
                            space);
        }
    }
}
