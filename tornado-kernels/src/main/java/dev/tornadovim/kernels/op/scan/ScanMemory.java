package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.program.CpuLoops;

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

    ScanMemory(CpuLoops loops, SelectiveScan op, ScanTile tile) {
        SelectiveScan.Inputs in = op.in();
        shape = op.shape();
        this.tile = tile;
        parameters = loops.segment(op.parameters());
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
        int channels = shape.channels();
        int states = shape.states();
        long row = row(sequence, from);
        int next = step(sequence);
        long stride = (long) next * channels;
        ScanTile.loadRows(u, row * channels + e, stride, w, tile.u, length, width);
        ScanTile.loadRows(delta, row * channels + e, stride, w, tile.raw, length, width);
        if (z != null) {
            long gate = sharedRow(sequence, from) * zStride + e;
            ScanTile.loadRows(z, gate, (long) next * zStride, w, tile.z, length, width);
        }
        for (int k = 0; k < length; k++) {
            int bc = k * tile.states;
            ScanTile.loadExactly(b, (row + k * next) * bStride, w, tile.b + bc, states);
            ScanTile.loadExactly(c, (row + k * next) * cStride, w, tile.c + bc, states);
        }
    }

    /** Rows from one step of a walk to the next. */
    int step(int sequence) {
        return shape.isReverse(sequence / shape.batch()) ? -1 : 1;
    }

    /** Stores rows of y of the steps of a chunk. */
    void storeRows(
            float[] w,
            int at,
            MemorySegment to,
            int sequence,
            int from,
            int length,
            int e,
            int width,
            boolean add) {
        int channels = shape.channels();
        long index = row(sequence, from) * channels + e;
        long stride = (long) step(sequence) * channels;
        ScanTile.storeRows(w, at, to, index, stride, length, width, add);
    }

    private long stateRow(int sequence, int chunk, int e) {
        return ((long) sequence * shape.cpuChunks() + chunk) * shape.states() * shape.channels()
                + e;
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
