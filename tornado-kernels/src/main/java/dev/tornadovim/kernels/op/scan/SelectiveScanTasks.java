package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.WorkerGrid;

/** The TornadoVM tasks of {@link SelectiveScan}, forward. */
final class SelectiveScanTasks {

    /** Threads of a work-group, each a channel. */
    static final int GROUP = 128;

    private SelectiveScanTasks() {}

    /** Blocks of channels, a group each. */
    static int blocks(int channels) {
        return (channels + GROUP - 1) / GROUP;
    }

    /** One thread a channel and line; the groups of a line follow each other. */
    static WorkerGrid lines(ScanShape shape, int lines) {
        return Grids.blocks((long) blocks(shape.channels()) * lines, GROUP);
    }

    static void pack(
            TornadoTasks tasks, ScanShape shape, SelectiveScan.Inputs in, Tensor parameters) {
        for (int d = 0; d < shape.directions(); d++) {
            Tensor aLog = in.aLogs().get(d);
            Tensor skip = in.ds().get(d);
            Tensor bias = in.deltaBiases().get(d);
            SelectiveScanLaunch.pack(
                    tasks, aLog, skip, bias, parameters, d, shape.channels(), shape.states());
        }
    }

    /** Offsets of u and delta. */
    static long offsets(SelectiveScan.Inputs in) {
        return ScanSizes.pair(in.u().offset(), in.delta().offset());
    }

    /** Where the forward pass leaves what it needs in between, and what the way back reads. */
    record Space(Tensor states, Tensor deltaSums) {

        /**
         * Work space of a step.
         *
         * @param kept states at the borders of chunks for the way back, or null when there is none
         */
        static Space of(Steps.Draft draft, ScanShape shape, Tensor kept) {
            int borders = shape.onePass() ? 0 : shape.sequences() * shape.chunks();
            long states = (long) borders * shape.states() * shape.channels();
            return new Space(
                    kept == null ? scratch(draft, "states", states) : kept,
                    scratch(draft, "deltaSums", (long) borders * shape.channels()));
        }

        private static Tensor scratch(Steps.Draft draft, String name, long size) {
            return draft.deviceScratch(name, Math.max(1, Require.elements("scan", size)));
        }
    }

    static void forward(
            TornadoTasks tasks,
            ScanShape shape,
            SelectiveScan.Inputs in,
            Tensor parameters,
            Space space,
            boolean keep,
            Tensor y) {
        Tensor gate = shape.gated() ? in.z() : in.u();
        boolean onePass = shape.onePass();
        int lines = shape.sequences() * (onePass ? 1 : shape.chunks());
        int flags =
                (shape.gated() ? SelectiveScanKernels.GATED : 0)
                        | (onePass ? SelectiveScanKernels.ONE_PASS : 0)
                        | (onePass && keep ? SelectiveScanKernels.KEEP : 0);
        if (!onePass) {
            chunkStarts(tasks, shape, in, parameters, space);
        }
        SelectiveScanLaunch.apply(
                tasks,
                lines(shape, lines),
                in.u(),
                in.delta(),
                offsets(in),
                gate,
                parameters,
                in.b(),
                in.c(),
                space.states(),
                y,
                ScanSizes.time(shape, flags),
                ScanSizes.space(shape));
    }

    private static void chunkStarts(
            TornadoTasks tasks,
            ScanShape shape,
            SelectiveScan.Inputs in,
            Tensor parameters,
            Space space) {
        int borders = shape.sequences() * shape.chunks();
        int lines = shape.sequences() * shape.states();
        SelectiveScanLaunch.chunkEnds(
                tasks,
                lines(shape, borders),
                in.u(),
                in.delta(),
                offsets(in),
                parameters,
                in.b(),
                space.states(),
                space.deltaSums(),
                ScanSizes.time(shape),
                ScanSizes.space(shape));
        SelectiveScanLaunch.chunkStarts(
                tasks,
                lines(shape, lines),
                parameters,
                space.states(),
                space.deltaSums(),
                ScanSizes.time(shape),
                ScanSizes.space(shape));
    }
}
