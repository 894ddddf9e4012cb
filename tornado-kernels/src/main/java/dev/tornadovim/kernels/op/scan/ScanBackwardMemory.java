package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;

/** Moves gradients between tensors and the work array of a thread. */
final class ScanBackwardMemory {

    private static final int ROW = ScanTile.CHANNELS;

    private final ScanShape shape;
    private final ScanTile tile;
    private final ScanMemory memory;
    private final ScanBackward back;
    private final MemorySegment dy;
    private final MemorySegment du;
    private final MemorySegment dDelta;
    private final MemorySegment dz;
    private final int dzStride;
    private final boolean addDz;

    ScanBackwardMemory(
            CpuLoops loops,
            ScanTile tile,
            ScanMemory memory,
            ScanBackward back,
            boolean dzHasValues) {
        shape = back.shape();
        this.tile = tile;
        this.memory = memory;
        this.back = back;
        dy = loops.segment(back.dy());
        du = loops.segment(back.du().tensor());
        dDelta = loops.segment(back.dDelta().tensor());
        Tensor gate = back.dz() == null ? null : back.dz().tensor();
        dz = gate == null ? null : loops.segment(gate);
        dzStride = gate == null ? 0 : gate.rowStride();
        addDz = dzHasValues || gate != null && back.dz().accumulate();
    }

    void loadOutputGradient(float[] w, int sequence, int from, int length, int e, int width) {
        int channels = shape.channels();
        long index = memory.row(sequence, from) * channels + e;
        long stride = (long) memory.step(sequence) * channels;
        ScanTile.loadRows(dy, index, stride, w, tile.dy, length, width);
    }

    /** du, d delta and dz of a chunk. */
    void store(float[] w, int sequence, int from, int length, int e, int width) {
        boolean addU = back.du().accumulate();
        boolean addDelta = back.dDelta().accumulate();
        memory.storeRows(w, tile.qb, du, sequence, from, length, e, width, addU);
        memory.storeRows(w, tile.qap, dDelta, sequence, from, length, e, width, addDelta);
        if (dz != null) {
            long gate = memory.sharedRow(sequence, from) * dzStride + e;
            long stride = (long) memory.step(sequence) * dzStride;
            ScanTile.storeRows(w, tile.dy, dz, gate, stride, length, width, addDz);
        }
    }

    /** This block's part of dB and dC of a chunk: [blocks, batch, tokens, 2 states]. */
    void storeBc(float[] w, MemorySegment parts, int block, int sequence, int from, int length) {
        int states = shape.states();
        long rows = (long) shape.batch() * shape.tokens();
        for (int k = 0; k < length; k++) {
            long row = block * rows + memory.sharedRow(sequence, from + k);
            int sums = tile.lanes + k * tile.sums * Simd.LANES;
            ScanTile.store(w, sums, parts, row * 2 * states, states, false);
            int dc = sums + tile.states;
            ScanTile.store(w, dc, parts, row * 2 * states + states, states, false);
        }
    }

    /** This sequence's part of the parameter gradients: [sequences, states + 2, channels]. */
    void storeParameters(float[] w, MemorySegment parts, int sequence, int e, int width) {
        int rows = shape.states() + 2;
        for (int n = 0; n < rows; n++) {
            long row = ((long) sequence * rows + n) * shape.channels() + e;
            int at = n < shape.states() ? tile.dA + n * ROW : tile.dSkip + (n - rows + 2) * ROW;
            ScanTile.store(w, at, parts, row, width, false);
        }
    }
}
