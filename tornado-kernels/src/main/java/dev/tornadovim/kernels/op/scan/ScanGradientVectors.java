package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;

import jdk.incubator.vector.FloatVector;

import java.util.Arrays;

/**
 * The adjoint recurrences of a chunk with the Vector API. A pair of states is walked forward from the
 * chunk's first state, keeping the state and the decay of each token, and then back.
 */
final class ScanGradientVectors {

    private static final int ROW = ScanTile.CHANNELS;
    private static final int LANES = Simd.LANES;
    private static final float LN_2 = (float) Math.log(2);

    private ScanGradientVectors() {}

    private static FloatVector at(float[] w, int index) {
        return FloatVector.fromArray(Simd.SPECIES, w, index);
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(Simd.SPECIES, value);
    }

    /** gamma = dy silu(z), or dy without a gate; clears the sums of the chunk. */
    static void prepare(float[] w, ScanTile tile, int length, int i, boolean gated) {
        FloatVector zero = FloatVector.zero(Simd.SPECIES);
        for (int row = i; row < length * ROW; row += ROW) {
            FloatVector dy = at(w, tile.dy + row);
            if (gated) {
                dy = dy.mul(VectorMath.silu(at(w, tile.z + row)));
            }
            dy.intoArray(w, tile.gamma + row);
            zero.intoArray(w, tile.qb + row);
            zero.intoArray(w, tile.qap + row);
        }
    }

    /** Walks two states, n and n + 1, of the channels from i on: forward, then back. */
    static void pair(float[] w, ScanTile tile, int length, int i, int n) {
        recompute(w, tile, length, i, n);
        walkBack(w, tile, length, i, n);
    }

    /** Keeps for each token of the chunk: h before it and its decay, of both states. */
    private static void recompute(float[] w, ScanTile tile, int length, int i, int n) {
        FloatVector a0 = at(w, tile.a + n * ROW + i);
        FloatVector a1 = at(w, tile.a + n * ROW + ROW + i);
        FloatVector h0 = at(w, tile.state + n * ROW + i);
        FloatVector h1 = at(w, tile.state + n * ROW + ROW + i);
        for (int k = 0; k < length; k++) {
            int row = k * ROW + i;
            int b = tile.b + k * tile.states + n;
            int kept = tile.history + k * 4 * LANES;
            FloatVector delta = at(w, tile.delta + row);
            FloatVector drive = at(w, tile.drive + row);
            FloatVector decay0 = VectorMath.exp2OfNegative(delta.mul(a0));
            FloatVector decay1 = VectorMath.exp2OfNegative(delta.mul(a1));
            h0.intoArray(w, kept);
            h1.intoArray(w, kept + LANES);
            decay0.intoArray(w, kept + 2 * LANES);
            decay1.intoArray(w, kept + 3 * LANES);
            h0 = decay0.fma(h0, drive.mul(w[b]));
            h1 = decay1.fma(h1, drive.mul(w[b + 1]));
        }
    }

    /**
     * With q = gamma C + carried, p = decay h_before: sums q B and q a p for du and d delta, q delta
     * p for dA, q drive for dB, gamma h for dC, and h C for y.
     */
    private static void walkBack(float[] w, ScanTile tile, int length, int i, int n) {
        int pair = n * ROW + i;
        FloatVector a0 = at(w, tile.a + pair);
        FloatVector a1 = at(w, tile.a + pair + ROW);
        FloatVector carried0 = at(w, tile.adjoint + pair);
        FloatVector carried1 = at(w, tile.adjoint + pair + ROW);
        FloatVector dA0 = at(w, tile.dA + pair);
        FloatVector dA1 = at(w, tile.dA + pair + ROW);
        for (int k = length - 1; k >= 0; k--) {
            int row = k * ROW + i;
            int kept = tile.history + k * 4 * LANES;
            FloatVector b0 = all(w[tile.b + k * tile.states + n]);
            FloatVector b1 = all(w[tile.b + k * tile.states + n + 1]);
            FloatVector c0 = all(w[tile.c + k * tile.states + n]);
            FloatVector c1 = all(w[tile.c + k * tile.states + n + 1]);
            FloatVector delta = at(w, tile.delta + row);
            FloatVector drive = at(w, tile.drive + row);
            FloatVector gamma = at(w, tile.gamma + row);
            FloatVector decay0 = at(w, kept + 2 * LANES);
            FloatVector decay1 = at(w, kept + 3 * LANES);
            FloatVector q0 = gamma.fma(c0, carried0);
            FloatVector q1 = gamma.fma(c1, carried1);
            FloatVector p0 = decay0.mul(at(w, kept));
            FloatVector p1 = decay1.mul(at(w, kept + LANES));
            FloatVector h0 = drive.fma(b0, p0);
            FloatVector h1 = drive.fma(b1, p1);
            FloatVector qp0 = q0.mul(p0);
            FloatVector qp1 = q1.mul(p1);
            carried0 = decay0.mul(q0);
            carried1 = decay1.mul(q1);
            dA0 = qp0.fma(delta, dA0);
            dA1 = qp1.fma(delta, dA1);
            q1.fma(b1, q0.fma(b0, at(w, tile.qb + row))).intoArray(w, tile.qb + row);
            qp1.fma(a1, qp0.fma(a0, at(w, tile.qap + row))).intoArray(w, tile.qap + row);
            h1.fma(c1, h0.fma(c0, at(w, tile.y + row))).intoArray(w, tile.y + row);
            int sum = tile.lanes + (k * tile.sums + n) * LANES;
            q0.fma(drive, at(w, sum)).intoArray(w, sum);
            q1.fma(drive, at(w, sum + LANES)).intoArray(w, sum + LANES);
            sum += tile.states * LANES;
            gamma.fma(h0, at(w, sum)).intoArray(w, sum);
            gamma.fma(h1, at(w, sum + LANES)).intoArray(w, sum + LANES);
        }
        carried0.intoArray(w, tile.adjoint + pair);
        carried1.intoArray(w, tile.adjoint + pair + ROW);
        dA0.intoArray(w, tile.dA + pair);
        dA1.intoArray(w, tile.dA + pair + ROW);
    }

    /** Turns the sums into du (in place of qb), d raw delta (of qap) and dz (of dy). */
    static void finish(float[] w, ScanTile tile, int length, int i, boolean gated) {
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
        if (gated) {
            for (int row = i; row < length * ROW; row += ROW) {
                FloatVector z = at(w, tile.z + row);
                FloatVector slope = VectorMath.siluDerivative(z, VectorMath.sigmoid(z));
                FloatVector y = at(w, tile.y + row);
                at(w, tile.dy + row).mul(y).mul(slope).intoArray(w, tile.dy + row);
            }
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
