package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * {@link SelectiveScan} on the CPU: an iteration is a block of channels of one sequence, which walks
 * over the chunks of tokens with its states in a work array of the thread.
 */
final class SelectiveScanCpu {

    private static final double LOG2_E = 1 / Math.log(2);

    private SelectiveScanCpu() {}

    /** Blocks of channels of a sequence. */
    static int blocks(ScanShape shape) {
        return (shape.channels() + ScanTile.CHANNELS - 1) / ScanTile.CHANNELS;
    }

    /** parameters [directions, states + 2, channels]: A log2(e), then D, then the bias of delta. */
    static void pack(CpuLoops loops, SelectiveScan op) {
        ScanShape shape = op.shape();
        SelectiveScan.Inputs in = op.in();
        MemorySegment parameters = loops.segment(op.parameters());
        int channels = shape.channels();
        int states = shape.states();
        List<MemorySegment> aLogs = in.aLogs().stream().map(loops::segment).toList();
        List<MemorySegment> skips = in.ds().stream().map(loops::segment).toList();
        List<MemorySegment> biases = in.deltaBiases().stream().map(loops::segment).toList();
        int rows = states + 2;
        loops.parallel(
                shape.directions() * rows,
                (index, scratch) -> {
                    int d = index / rows;
                    int n = index % rows;
                    for (int e = 0; e < channels; e++) {
                        float value;
                        if (n < states) {
                            float aLog = Simd.get(aLogs.get(d), (long) e * states + n);
                            value = (float) (-Math.exp(aLog) * LOG2_E);
                        } else {
                            value = Simd.get((n == states ? skips : biases).get(d), e);
                        }
                        Simd.set(parameters, (long) index * channels + e, value);
                    }
                });
    }

    static void forward(CpuLoops loops, SelectiveScan op) {
        ScanShape shape = op.shape();
        int chunk = shape.cpuChunk();
        ScanTile tile = new ScanTile(chunk, shape.states(), false);
        ScanPasses passes = ScanVectors.passes(tile, shape.gated());
        ScanMemory memory = new ScanMemory(loops, op, tile);
        MemorySegment states = op.states() == null ? null : loops.segment(op.states());
        MemorySegment y = loops.segment(op.y());
        int blocks = blocks(shape);
        loops.parallel(
                shape.sequences() * blocks,
                (index, scratch) -> {
                    float[] w = scratch.floats(0, tile.size);
                    int sequence = index / blocks;
                    int e = index % blocks * ScanTile.CHANNELS;
                    int width = Math.min(ScanTile.CHANNELS, shape.channels() - e);
                    memory.loadParameters(w, sequence / shape.batch(), e, width);
                    int all = tile.states * ScanTile.CHANNELS;
                    Arrays.fill(w, tile.state, tile.state + all, 0f);
                    for (int from = 0; from < shape.tokens(); from += chunk) {
                        int length = Math.min(chunk, shape.tokens() - from);
                        if (states != null) {
                            memory.storeStates(w, states, sequence, from / chunk, e, width);
                        }
                        memory.loadChunk(w, sequence, from, length, e, width);
                        for (int i = 0; i < width; i += Simd.LANES) {
                            passes.run(w, tile, length, i);
                        }
                        memory.storeRows(w, tile.y, y, sequence, from, length, e, width, false);
                    }
                });
    }
}
