package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.WorkerGrid;

/** The TornadoVM tasks of {@link SelectiveScan}, forward. */
final class SelectiveScanTasks {

    /** Channels of a work-group of the kernels that need no local memory. */
    static final int GROUP = 64;

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
            tasks.graph()
                    .task(
                            tasks.id("pack" + d),
                            SelectiveScanKernels::pack,
                            tasks.array(aLog),
                            aLog.offset(),
                            tasks.array(skip),
                            skip.offset(),
                            tasks.array(bias),
                            bias.offset(),
                            tasks.array(parameters),
                            d,
                            shape.channels(),
                            shape.states());
        }
    }

    static void gather(TornadoTasks tasks, ScanShape shape, SelectiveScan.Inputs in, Tensor bc) {
        tasks.graph()
                .task(
                        tasks.id("gather"),
                        SelectiveScanKernels::gather,
                        tasks.array(in.b()),
                        ScanSizes.view(in.b()),
                        tasks.array(in.c()),
                        ScanSizes.view(in.c()),
                        tasks.array(bc),
                        shape.sequences() * shape.tokens(),
                        shape.states());
    }

    /** Offsets of u and delta. */
    static long offsets(SelectiveScan.Inputs in) {
        return ScanSizes.pair(in.u().offset(), in.delta().offset());
    }

    static void forward(
            TornadoTasks tasks,
            ScanShape shape,
            SelectiveScan.Inputs in,
            Tensor parameters,
            Tensor states,
            Tensor bc,
            Tensor deltaSums,
            Tensor y) {
        Tensor gate = shape.gated() ? in.z() : in.u();
        gather(tasks, shape, in, bc);
        if (shape.chunks() > 1) {
            chunkStarts(tasks, shape, in, parameters, states, bc, deltaSums);
        }
        tasks.graph()
                .task(
                        tasks.id("apply", lines(shape, shape.sequences() * shape.chunks())),
                        SelectiveScanKernels::apply,
                        tasks.context(),
                        tasks.array(in.u()),
                        tasks.array(in.delta()),
                        offsets(in),
                        tasks.array(gate),
                        ScanSizes.view(gate),
                        tasks.array(parameters),
                        tasks.array(bc),
                        tasks.array(states),
                        tasks.array(y),
                        shape.gated() ? 1 : 0,
                        ScanSizes.time(shape),
                        ScanSizes.space(shape));
    }

    private static void chunkStarts(
            TornadoTasks tasks,
            ScanShape shape,
            SelectiveScan.Inputs in,
            Tensor parameters,
            Tensor states,
            Tensor bc,
            Tensor deltaSums) {
        long time = ScanSizes.time(shape);
        long space = ScanSizes.space(shape);
        int borders = shape.sequences() * shape.chunks();
        tasks.graph()
                .task(
                        tasks.id("chunkEnds", lines(shape, borders)),
                        SelectiveScanKernels::chunkEnds,
                        tasks.context(),
                        tasks.array(in.u()),
                        tasks.array(in.delta()),
                        offsets(in),
                        tasks.array(parameters),
                        tasks.array(bc),
                        tasks.array(states),
                        tasks.array(deltaSums),
                        time,
                        space)
                .task(
                        tasks.id("chunkStarts", lines(shape, shape.sequences() * shape.states())),
                        SelectiveScanKernels::chunkStarts,
                        tasks.context(),
                        tasks.array(parameters),
                        tasks.array(states),
                        tasks.array(deltaSums),
                        time,
                        space);
    }
}
