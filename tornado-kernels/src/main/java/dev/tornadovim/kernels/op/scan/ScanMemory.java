package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.program.CpuLoops;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Moves values between the tensors of a scan and the work array of a thread. */
final class ScanMemory {

    private static final int ROW = ScanTile.CHANNELS;

    private final ScanShape shape;
    private final ScanTile tile;
    private final MemorySegment parameters;
    private final MemorySegment u;
    private final MemorySegment delta;
    private final MemorySegment b;
    private final MemorySegment c;
    private final MemorySegment z;
    private final int bStride;
    private final int cStride;
    private final int zStride;

    ScanMemory(
            CpuLoops loops,
            ScanShape shape,
            ScanTile tile,
            SelectiveScan.Inputs in,
            Tensor parameters) {
        this.shape = shape;
        this.tile = tile;
        this.parameters = loops.segment(parameters);
        u = loops.segment(in.u());
        delta = loops.segment(in.delta());
        b = loops.segment(in.b());
        c = loops.segment(in.c());
        z = in.z() == null ? null : loops.segment(in.z());
        bStride = in.b().rowStride();
        cStride = in.c().rowStride();
        zStride = in.z() == null ? 0 : in.z().rowStride();
    }

    /** Row (direction, sample, token) of a step of a walk. */
    long row(int sequence, int step) {
        return (long) sequence * shape.tokens() + token(sequence, step);
    }

    /** Row (sample, token) of a step of a walk, in tensors that directions share. */
    long sharedRow(int sequence, int step) {
        return (long) (sequence % shape.batch()) * shape.tokens() + token(sequence, step);
    }

    private int token(int sequence, int step) {
        return shape.isReverse(sequence / shape.batch()) ? shape.tokens() - 1 - step : step;
    }

    void loadParameters(float[] w, int direction, int e, int width) {
        long rows = (long) direction * (shape.states() + 2) * shape.channels() + e;
        for (int n = 0; n < tile.states; n++) {
            if (n < shape.states()) {
                long row = rows + (long) n * shape.channels();
                ScanTile.load(parameters, row, w, tile.a + n * ROW, width);
            } else {
                Arrays.fill(w, tile.a + n * ROW, tile.a + (n + 1) * ROW, 0f);
            }
        }
        long skip = rows + (long) shape.states() * shape.channels();
        ScanTile.load(parameters, skip, w, tile.skip, width);
        ScanTile.load(parameters, skip + shape.channels(), w, tile.bias, width);
    }

    /** u, raw delta, z, B and C of the steps of a chunk. */
    void loadChunk(float[] w, int sequence, int from, int length, int e, int width) {
        int states = shape.states();
        for (int k = 0; k < length; k++) {
            long row = row(sequence, from + k);
            ScanTile.load(u, row * shape.channels() + e, w, tile.u + k * ROW, width);
            ScanTile.load(delta, row * shape.channels() + e, w, tile.raw + k * ROW, width);
            if (z != null) {
                long gate = sharedRow(sequence, from + k) * zStride + e;
                ScanTile.load(z, gate, w, tile.z + k * ROW, width);
            }
            int bc = k * tile.states;
            ScanTile.loadExactly(b, row * bStride, w, tile.b + bc, states);
            ScanTile.loadExactly(c, row * cStride, w, tile.c + bc, states);
        }
    }

    private long stateRow(int sequence, int chunk, int e) {
        return ((long) sequence * shape.chunks() + chunk) * shape.states() * shape.channels() + e;
    }

    /** Keeps the states at the start of a chunk: [sequences, chunks, states, channels]. */
    void storeStates(float[] w, MemorySegment states, int sequence, int chunk, int e, int width) {
        long row = stateRow(sequence, chunk, e);
        for (int n = 0; n < shape.states(); n++) {
            long at = row + (long) n * shape.channels();
            ScanTile.store(w, tile.state + n * ROW, states, at, width, false);
        }
    }

    /** Restores the states at the start of a chunk. */
    void loadStates(float[] w, MemorySegment states, int sequence, int chunk, int e, int width) {
        long row = stateRow(sequence, chunk, e);
        for (int n = 0; n < shape.states(); n++) {
            long at = row + (long) n * shape.channels();
            ScanTile.load(states, at, w, tile.state + n * ROW, width);
        }
    }
}
