package dev.tornadovim.kernels.op;

import uk.ac.manchester.tornado.api.math.TornadoMath;

/**
 * Scalar functions that TornadoVM kernels call; they are inlined there. Only functions that every
 * backend has are used (no {@code log1p}, no {@code expm1}).
 */
public final class KernelMath {

    private KernelMath() {}

    /** 1 / (1 + e^-x). */
    public static float sigmoid(float x) {
        return 1f / (1f + TornadoMath.exp(-x));
    }

    /** x sigmoid(x). */
    public static float silu(float x) {
        return x / (1f + TornadoMath.exp(-x));
    }

    /** d silu / dx. */
    public static float siluDerivative(float x) {
        float s = sigmoid(x);
        return s * (1f + x * (1f - s));
    }

    /**
     * log(1 + e^x), as max(x, 0) + log1p(e^-|x|) with log1p(w) = 2 artanh(w / (2 + w)) by its
     * minimax polynomial: right to the last places for very negative x too, where {@code log(1 + w)}
     * would be zero.
     */
    public static float softplus(float x) {
        float w = TornadoMath.exp(-TornadoMath.abs(x));
        float s = w / (2f + w);
        float s2 = s * s;
        float p = ((2.8024465e-1f * s2 + 2.799914e-1f) * s2 + 4.00217e-1f) * s2 + 6.666641e-1f;
        return TornadoMath.max(x, 0f) + (2f * s + p * s2 * s);
    }
}
