package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;

import jdk.incubator.vector.FloatVector;

/**
 * The recurrences of a chunk with the Vector API. Lanes are channels; a group of states is kept in
 * registers while a loop walks over the tokens of the chunk.
 */
final class ScanVectors {

    private static final int ROW = ScanTile.CHANNELS;

    private ScanVectors() {}

    private static FloatVector at(float[] w, int index) {
        return FloatVector.fromArray(Simd.SPECIES, w, index);
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(Simd.SPECIES, value);
    }

    /** delta = softplus(raw + bias), drive = delta u, y = D u for channels from i on. */
    static void prepare(float[] w, ScanTile tile, int length, int i) {
        FloatVector bias = at(w, tile.bias + i);
        FloatVector skip = at(w, tile.skip + i);
        for (int row = i; row < length * ROW; row += ROW) {
            FloatVector raw = at(w, tile.raw + row).add(bias);
            FloatVector u = at(w, tile.u + row);
            FloatVector delta = VectorMath.softplus(raw);
            raw.intoArray(w, tile.raw + row);
            delta.intoArray(w, tile.delta + row);
            delta.mul(u).intoArray(w, tile.drive + row);
            skip.mul(u).intoArray(w, tile.y + row);
        }
    }

    /**
     * Four states from n on of the channels from i on: h = 2^(delta a) h + drive B, y += h C. With a
     * = A log2(e) this is the recurrence of {@link SelectiveScan}.
     */
    static void advance(float[] w, ScanTile tile, int length, int i, int n) {
        int aAt = tile.a + n * ROW + i;
        int hAt = tile.state + n * ROW + i;
        FloatVector a0 = at(w, aAt);
        FloatVector a1 = at(w, aAt + ROW);
        FloatVector a2 = at(w, aAt + 2 * ROW);
        FloatVector a3 = at(w, aAt + 3 * ROW);
        FloatVector h0 = at(w, hAt);
        FloatVector h1 = at(w, hAt + ROW);
        FloatVector h2 = at(w, hAt + 2 * ROW);
        FloatVector h3 = at(w, hAt + 3 * ROW);
        for (int k = 0; k < length; k++) {
            int row = k * ROW + i;
            int b = tile.b + k * tile.states + n;
            int c = tile.c + k * tile.states + n;
            FloatVector delta = at(w, tile.delta + row);
            FloatVector drive = at(w, tile.drive + row);
            FloatVector y = at(w, tile.y + row);
            h0 = VectorMath.exp2OfNegative(delta.mul(a0)).fma(h0, drive.mul(w[b]));
            h1 = VectorMath.exp2OfNegative(delta.mul(a1)).fma(h1, drive.mul(w[b + 1]));
            h2 = VectorMath.exp2OfNegative(delta.mul(a2)).fma(h2, drive.mul(w[b + 2]));
            h3 = VectorMath.exp2OfNegative(delta.mul(a3)).fma(h3, drive.mul(w[b + 3]));
            y = h0.fma(all(w[c]), y);
            y = h1.fma(all(w[c + 1]), y);
            y = h2.fma(all(w[c + 2]), y);
            y = h3.fma(all(w[c + 3]), y);
            y.intoArray(w, tile.y + row);
        }
        h0.intoArray(w, hAt);
        h1.intoArray(w, hAt + ROW);
        h2.intoArray(w, hAt + 2 * ROW);
        h3.intoArray(w, hAt + 3 * ROW);
    }

    /** y *= silu(z). */
    static void gate(float[] w, ScanTile tile, int length, int i) {
        for (int row = i; row < length * ROW; row += ROW) {
            FloatVector z = at(w, tile.z + row);
            at(w, tile.y + row).mul(VectorMath.silu(z)).intoArray(w, tile.y + row);
        }
    }
}
