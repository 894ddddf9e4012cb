package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;

import jdk.incubator.vector.FloatVector;

import java.util.Arrays;

/**
 * The adjoint recurrences of a chunk with the Vector API. One state at a time is walked forward from
 * its value at the start of the chunk, keeping state and decay of each token, and then back.
 */
final class ScanBackwardVectors {

    private static final int ROW = ScanTile.CHANNELS;
    private static final int LANES = Simd.LANES;
    private static final float LN_2 = (float) Math.log(2);

    private ScanBackwardVectors() {}

    private static FloatVector at(float[] w, int index) {
        return FloatVector.fromArray(Simd.SPECIES, w, index);
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(Simd.SPECIES, value);
    }

    /** The passes of a chunk, backward. */
    static ScanPasses passes(ScanTile tile, boolean gated) {
        ScanPasses passes =
                ScanVectors.beforeStates()
                        .then(
                                gated
                                        ? ScanBackwardVectors::throughGate
                                        : ScanBackwardVectors::withoutGate)
                        .then(ScanBackwardVectors::clearSums);
        for (int n = 0; n < tile.states; n++) {
            passes.then(ScanBackwardVectors::recompute, n);
            passes.then(ScanBackwardVectors::walkBack, n);
        }
        passes.then(ScanBackwardVectors::finish);
        return gated ? passes.then(ScanBackwardVectors::backwardGate) : passes;
    }

    /** gamma = dy silu(z). */
    private static void throughGate(float[] w, ScanTile tile, int length, int i, int n) {
        for (int row = i; row < length * ROW; row += ROW) {
            FloatVector gate = VectorMath.silu(at(w, tile.z + row));
            at(w, tile.dy + row).mul(gate).intoArray(w, tile.gamma + row);
        }
    }

    /** gamma = dy. */
    private static void withoutGate(float[] w, ScanTile tile, int length, int i, int n) {
        for (int row = i; row < length * ROW; row += ROW) {
            at(w, tile.dy + row).intoArray(w, tile.gamma + row);
        }
    }

    private static void clearSums(float[] w, ScanTile tile, int length, int i, int n) {
        FloatVector zero = FloatVector.zero(Simd.SPECIES);
        for (int row = i; row < length * ROW; row += ROW) {
            zero.intoArray(w, tile.qb + row);
            zero.intoArray(w, tile.qap + row);
        }
    }

    /** Keeps for each token of the chunk: state n before it, and its decay. */
    private static void recompute(float[] w, ScanTile tile, int length, int i, int n) {
        FloatVector a = at(w, tile.a + n * ROW + i);
        FloatVector h = at(w, tile.state + n * ROW + i);
        for (int k = 0; k < length; k++) {
            int row = k * ROW + i;
            int kept = tile.history + k * 2 * LANES;
            FloatVector decay = VectorMath.exp2OfNegative(at(w, tile.delta + row).mul(a));
            h.intoArray(w, kept);
            decay.intoArray(w, kept + LANES);
            h = decay.fma(h, at(w, tile.drive + row).mul(w[tile.b + k * tile.states + n]));
        }
    }

    /**
     * With q = gamma C + carried, p = decay h_before: sums q B and q a p for du and d delta, q delta
     * p for dA, q drive for dB, gamma h for dC, and h C for y.
     */
    private static void walkBack(float[] w, ScanTile tile, int length, int i, int n) {
        int own = n * ROW + i;
        FloatVector a = at(w, tile.a + own);
        FloatVector carried = at(w, tile.adjoint + own);
        FloatVector dA = at(w, tile.dA + own);
        for (int k = length - 1; k >= 0; k--) {
            int row = k * ROW + i;
            int kept = tile.history + k * 2 * LANES;
            FloatVector b = all(w[tile.b + k * tile.states + n]);
            FloatVector c = all(w[tile.c + k * tile.states + n]);
            FloatVector drive = at(w, tile.drive + row);
            FloatVector gamma = at(w, tile.gamma + row);
            FloatVector decay = at(w, kept + LANES);
            FloatVector q = gamma.fma(c, carried);
            FloatVector p = decay.mul(at(w, kept));
            FloatVector h = drive.fma(b, p);
            FloatVector qp = q.mul(p);
            carried = decay.mul(q);
            dA = qp.fma(at(w, tile.delta + row), dA);
            q.fma(b, at(w, tile.qb + row)).intoArray(w, tile.qb + row);
            qp.fma(a, at(w, tile.qap + row)).intoArray(w, tile.qap + row);
            h.fma(c, at(w, tile.y + row)).intoArray(w, tile.y + row);
            int sum = tile.lanes + (k * tile.sums + n) * LANES;
            q.fma(drive, at(w, sum)).intoArray(w, sum);
            sum += tile.states * LANES;
            gamma.fma(h, at(w, sum)).intoArray(w, sum);
        }
        carried.intoArray(w, tile.adjoint + own);
        dA.intoArray(w, tile.dA + own);
    }

    /** Turns the sums into du (in place of qb) and d raw delta (of qap). */
    private static void finish(float[] w, ScanTile tile, int length, int i, int n) {
        FloatVector skip = at(w, tile.skip + i);
        FloatVector dSkip = at(w, tile.dSkip + i);
        FloatVector dBias = at(w, tile.dBias + i);
        for (int row = i; row < length * ROW; row += ROW) {
            FloatVector gamma = at(w, tile.gamma + row);
            FloatVector u = at(w, tile.u + row);
            FloatVector qb = at(w, tile.qb + row);
            FloatVector slope = VectorMath.sigmoid(at(w, tile.raw + row));
            FloatVector dRaw = at(w, tile.qap + row).mul(LN_2).add(u.mul(qb)).mul(slope);
            dRaw.intoArray(w, tile.qap + row);
            at(w, tile.delta + row).fma(qb, skip.mul(gamma)).intoArray(w, tile.qb + row);
            dSkip = gamma.fma(u, dSkip);
            dBias = dBias.add(dRaw);
        }
        dSkip.intoArray(w, tile.dSkip + i);
        dBias.intoArray(w, tile.dBias + i);
    }

    /** Turns dy into dz = dy y silu'(z). */
    private static void backwardGate(float[] w, ScanTile tile, int length, int i, int n) {
        for (int row = i; row < length * ROW; row += ROW) {
            FloatVector z = at(w, tile.z + row);
            FloatVector slope = VectorMath.siluDerivative(z, VectorMath.sigmoid(z));
            FloatVector y = at(w, tile.y + row);
            at(w, tile.dy + row).mul(y).mul(slope).intoArray(w, tile.dy + row);
        }
    }

    /** Sums dB and dC of each token over lanes; they end up side by side at the token's first sum. */
    static void foldLanes(float[] w, ScanTile tile, int length) {
        for (int k = 0; k < length; k++) {
            LaneSums.fold(w, tile.lanes + k * tile.sums * LANES, tile.sums);
        }
    }

    /** Clears what {@link #foldLanes} sums. */
    static void clearLanes(float[] w, ScanTile tile, int length) {
        Arrays.fill(w, tile.lanes, tile.lanes + length * tile.sums * LANES, 0f);
    }
}
