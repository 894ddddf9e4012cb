package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.WorkerGrid;

/** The launches of the forward pass of {@link SelectiveScan}. */
final class SelectiveScanTasks {

    /** Threads of a work-group, one per channel. */
    static final int GROUP = 128;

    private SelectiveScanTasks() {}

    /** Blocks of channels, one work-group each. */
    static int blocks(int channels) {
        return (channels + GROUP - 1) / GROUP;
    }

    /** One thread per channel and line; the groups of a line follow each other. */
    static WorkerGrid lines(ScanShape shape, int lines) {
        return Grids.blocks((long) blocks(shape.channels()) * lines, GROUP);
    }

    static void pack(TornadoTasks tasks, SelectiveScan op) {
        int channels = op.shape().channels();
        int states = op.shape().states();
        for (int d = 0; d < op.shape().directions(); d++) {
            Tensor aLog = op.in().aLogs().get(d);
            Tensor skip = op.in().ds().get(d);
            Tensor bias = op.in().deltaBiases().get(d);
            SelectiveScanLaunch.pack(tasks, aLog, skip, bias, op.parameters(), d, channels, states);
        }
    }

    /** Offsets of u and delta. */
    static long offsets(SelectiveScan.Inputs in) {
        return ScanSizes.pair(in.u().offset(), in.delta().offset());
    }

    /** States and sums of delta at the borders of chunks. */
    record Space(Tensor states, Tensor deltaSums) {

        /** Work space of a step; the states of the op itself where it saves them. */
        static Space of(Steps.Draft step, SelectiveScan op) {
            ScanShape shape = op.shape();
            int borders = shape.onePass() ? 0 : shape.sequences() * shape.chunks();
            long states = (long) borders * shape.states() * shape.channels();
            return new Space(
                    op.states() == null ? scratch(step, "states", states) : op.states(),
                    scratch(step, "deltaSums", (long) borders * shape.channels()));
        }

        private static Tensor scratch(Steps.Draft step, String name, long size) {
            return step.deviceScratch(name, Math.max(1, Require.elements("scan", size)));
        }
    }

    static void forward(TornadoTasks tasks, SelectiveScan op, Space space) {
        SelectiveScan.Inputs in = op.in();
        ScanShape shape = op.shape();
        Tensor gate = shape.gated() ? in.z() : in.u();
        boolean onePass = shape.onePass();
        int lines = shape.sequences() * (onePass ? 1 : shape.chunks());
        int flags =
                (shape.gated() ? SelectiveScanKernels.GATED : 0)
                        | (onePass ? SelectiveScanKernels.ONE_PASS : 0)
                        | (onePass && op.states() != null ? SelectiveScanKernels.KEEP : 0);
        if (!onePass) {
            chunkStarts(tasks, op, space);
        }
        SelectiveScanLaunch.forward(
                tasks,
                lines(shape, lines),
                in.u(),
                in.delta(),
                offsets(in),
                gate,
                op.parameters(),
                in.b(),
                in.c(),
                space.states(),
                op.y(),
                ScanSizes.time(shape, flags),
                ScanSizes.space(shape));
    }

    private static void chunkStarts(TornadoTasks tasks, SelectiveScan op, Space space) {
        SelectiveScan.Inputs in = op.in();
        ScanShape shape = op.shape();
        int borders = shape.sequences() * shape.chunks();
        int lines = shape.sequences() * shape.states();
        SelectiveScanLaunch.chunkEnds(
                tasks,
                lines(shape, borders),
                in.u(),
                in.delta(),
                offsets(in),
                op.parameters(),
                in.b(),
                space.states(),
                space.deltaSums(),
                ScanSizes.time(shape),
                ScanSizes.space(shape));
        SelectiveScanLaunch.chunkStarts(
                tasks,
                lines(shape, lines),
                op.parameters(),
                space.states(),
                space.deltaSums(),
                ScanSizes.time(shape),
                ScanSizes.space(shape));
    }
}
