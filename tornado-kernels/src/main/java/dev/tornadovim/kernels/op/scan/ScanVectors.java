package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;

import jdk.incubator.vector.FloatVector;

/**
 * The recurrences of a chunk with the Vector API. Lanes are channels; one state is kept in a register
 * while a loop walks over the tokens of the chunk. Several states at once would save loads of delta,
 * but their exponentials are more than C2 inlines into one method, see {@link ScanPasses}.
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

    /** The passes of a chunk, forward. */
    static ScanPasses passes(ScanTile tile, boolean gated) {
        ScanPasses passes = beforeStates();
        for (int n = 0; n < tile.states; n++) {
            passes.then(ScanVectors::advance, n);
        }
        return gated ? passes.then(ScanVectors::gate) : passes;
    }

    /** What comes before the states, forward and backward. */
    static ScanPasses beforeStates() {
        return new ScanPasses()
                .then(ScanVectors::exponential)
                .then(ScanVectors::softplus)
                .then(ScanVectors::drive);
    }

    /** raw += bias, delta = e^-|raw|. */
    private static void exponential(float[] w, ScanTile tile, int length, int i, int n) {
        FloatVector bias = at(w, tile.bias + i);
        for (int row = i; row < length * ROW; row += ROW) {
            FloatVector raw = at(w, tile.raw + row).add(bias);
            raw.intoArray(w, tile.raw + row);
            VectorMath.exp(raw.abs().neg()).intoArray(w, tile.delta + row);
        }
    }

    /** delta = softplus(raw) = max(raw, 0) + log(1 + e^-|raw|). */
    private static void softplus(float[] w, ScanTile tile, int length, int i, int n) {
        for (int row = i; row < length * ROW; row += ROW) {
            FloatVector log = VectorMath.log1p(at(w, tile.delta + row));
            at(w, tile.raw + row).max(0f).add(log).intoArray(w, tile.delta + row);
        }
    }

    /** drive = delta u, y = D u. */
    private static void drive(float[] w, ScanTile tile, int length, int i, int n) {
        FloatVector skip = at(w, tile.skip + i);
        for (int row = i; row < length * ROW; row += ROW) {
            FloatVector u = at(w, tile.u + row);
            at(w, tile.delta + row).mul(u).intoArray(w, tile.drive + row);
            skip.mul(u).intoArray(w, tile.y + row);
        }
    }

    /**
     * State n of the channels from i on: h = 2^(delta a) h + drive B, y += h C. With a = A log2(e)
     * this is the recurrence of {@link SelectiveScan}.
     */
    private static void advance(float[] w, ScanTile tile, int length, int i, int n) {
        FloatVector a = at(w, tile.a + n * ROW + i);
        FloatVector h = at(w, tile.state + n * ROW + i);
        int b = tile.b + n;
        int c = tile.c + n;
        int states = tile.states;
        for (int k = 0; k < length; k++) {
            int row = k * ROW + i;
            FloatVector decay = VectorMath.exp2OfNegative(at(w, tile.delta + row).mul(a));
            h = decay.fma(h, at(w, tile.drive + row).mul(w[b + k * states]));
            h.fma(all(w[c + k * states]), at(w, tile.y + row)).intoArray(w, tile.y + row);
        }
        h.intoArray(w, tile.state + n * ROW + i);
    }

    /** y *= silu(z). */
    private static void gate(float[] w, ScanTile tile, int length, int i, int n) {
        for (int row = i; row < length * ROW; row += ROW) {
            FloatVector z = at(w, tile.z + row);
            at(w, tile.y + row).mul(VectorMath.silu(z)).intoArray(w, tile.y + row);
        }
    }
}
