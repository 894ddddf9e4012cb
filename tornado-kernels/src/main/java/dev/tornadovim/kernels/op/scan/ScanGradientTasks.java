package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid2D;

import java.util.List;

/** The TornadoVM tasks of the gradient of {@link SelectiveScan}. */
final class ScanGradientTasks {

    private ScanGradientTasks() {}

    private static int bit(Target target, int bit) {
        return target.accumulate() ? bit : 0;
    }

    static void backward(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Tensor bc, Tensor work) {
        SelectiveScanTasks.gather(tasks, shape, gradient.in(), bc);
        if (shape.chunks() > 1) {
            adjoints(tasks, shape, gradient, bc, work);
        }
        chunks(tasks, shape, gradient, bc, work);
        sums(tasks, shape, gradient, work);
        for (int d = 0; d < shape.directions(); d++) {
            if (!gradient.parameterTargets().get(d).isEmpty()) {
                parameters(tasks, shape, gradient, work, d);
            }
        }
    }

    private static Tensor gate(ScanShape shape, ScanGradient gradient) {
        return shape.gated() ? gradient.in().z() : gradient.in().u();
    }

    private static void adjoints(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Tensor bc, Tensor work) {
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
                        tasks.array(bc),
                        tasks.array(work),
                        shape.gated() ? 1 : 0,
                        ScanSizes.time(shape),
                        ScanSizes.space(shape))
                .task(
                        tasks.id("adjointStarts", SelectiveScanTasks.lines(shape, lines)),
                        ScanGradientKernels::adjointStarts,
                        tasks.context(),
                        tasks.array(gradient.parameters()),
                        tasks.array(work),
                        ScanSizes.time(shape),
                        ScanSizes.space(shape));
    }

    private static void chunks(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Tensor bc, Tensor work) {
        int segments = (shape.chunk() + ScanWork.ITEMS - 1) / ScanWork.ITEMS;
        int blocks = ScanWork.blocks(ScanSizes.space(shape));
        WorkerGrid grid =
                new WorkerGrid2D(
                        blocks * ScanWork.LANES, shape.sequences() * shape.chunks() * segments);
        grid.setLocalWork(ScanWork.LANES, segments, 1);
        int flags =
                bit(gradient.du(), ScanChunkGradient.ADD_U)
                        | bit(gradient.dDelta(), ScanChunkGradient.ADD_DELTA)
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
                        tasks.array(bc),
                        tasks.array(gradient.states()),
                        tasks.array(work),
                        tasks.array(gradient.du().tensor()),
                        tasks.array(gradient.dDelta().tensor()),
                        ScanSizes.time(shape, flags),
                        ScanSizes.space(shape));
    }

    private static void sums(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Tensor work) {
        long time = ScanSizes.time(shape);
        long space = ScanSizes.space(shape);
        int groups = ScanWork.groups(time, space);
        tasks.graph()
                .task(
                        tasks.id("sumBc"),
                        ScanGradientKernels::sumBc,
                        tasks.array(work),
                        tasks.array(gradient.db().tensor()),
                        ScanSizes.view(gradient.db().tensor()),
                        tasks.array(gradient.dc().tensor()),
                        ScanSizes.view(gradient.dc().tensor()),
                        bit(gradient.db(), 1) | bit(gradient.dc(), 2),
                        shape.sequences() * shape.tokens(),
                        time,
                        space)
                .task(
                        tasks.id("sumParts"),
                        ScanGradientKernels::sumParts,
                        tasks.array(work),
                        groups * shape.directions() * (shape.states() + 2),
                        groups,
                        time,
                        space);
        if (gradient.dz() != null) {
            tasks.graph()
                    .task(
                            tasks.id("sumDz"),
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

    private static void parameters(
            TornadoTasks tasks, ScanShape shape, ScanGradient gradient, Tensor work, int d) {
        List<Target> targets = gradient.parameterTargets().get(d);
        Tensor dALog = targets.get(0).tensor();
        Tensor dSkip = targets.get(1).tensor();
        Tensor dBias = targets.get(2).tensor();
        long time = ScanSizes.time(shape);
        long space = ScanSizes.space(shape);
        tasks.graph()
                .task(
                        tasks.id("parameterGradient" + d),
                        ScanGradientKernels::parameterGradient,
                        tasks.array(gradient.parameters()),
                        tasks.array(work),
                        tasks.array(dALog),
                        dALog.offset(),
                        tasks.array(dSkip),
                        dSkip.offset(),
                        tasks.array(dBias),
                        dBias.offset(),
                        d,
                        bit(targets.get(0), 1) | bit(targets.get(1), 2) | bit(targets.get(2), 4),
                        ScanWork.groups(time, space),
                        time,
                        space);
    }
}
