package dev.tornadovim.kernels.engine.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions on vectors of {@link Simd#SPECIES}. Exponentials reduce their argument to
 * {@code n ln 2 + r}, |r| &le; ln 2 / 2, in two steps (Cody and Waite, "Software Manual for the
 * Elementary Functions", 1980) and evaluate a minimax polynomial in r. Results are within three
 * units in the last place (exp: 1.2); finite arguments never give NaN, and NaN stays NaN.
 */
public final class VectorMath {

    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;

    /** 1.5 * 2^23: adding it rounds a float to an integer, which then sits in the low bits. */
    private static final float ROUNDER = 12582912f;

    private static final int ONE_BITS = 0x3F800000;
    private static final int MANTISSA_BITS = 23;

    private VectorMath() {}

    /**
     * e^x. Zero below -88.02, infinite above 88.37.
     */
    public static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(-88.3f).min(88.8f);
        FloatVector shifted = clamped.mul(LOG2_E).add(ROUNDER);
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, clamped));
        FloatVector p = fma(r, 1.38146e-3f, 8.368716e-3f);
        p = fma(p, r, 4.166839e-2f);
        p = fma(p, r, 1.6666521e-1f);
        p = fma(p, r, 4.9999994e-1f);
        p = p.mul(r).fma(r, r).add(1f);
        IntVector power =
                shifted.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                        .add(ONE_BITS);
        return p.mul(power.reinterpretAsFloats());
    }

    /**
     * 2^x for x whose sign bit is set (-0 included), as the decay of a state space model needs it:
     * fewer operations than {@link #exp}. Saturates at 2^-126; relative error below 2e-7, and in
     * proportion to |x| near zero, so that long products of factors near one stay right.
     */
    public static FloatVector exp2OfNegative(FloatVector x) {
        // As ints, floats with the sign bit grow with their magnitude.
        FloatVector clamped =
                x.reinterpretAsInts().min(Float.floatToRawIntBits(-126f)).reinterpretAsFloats();
        FloatVector shifted = clamped.add(ROUNDER);
        FloatVector f = clamped.sub(shifted.sub(ROUNDER));
        FloatVector p = fma(f, 1.3264724e-3f, 9.671513e-3f);
        p = fma(p, f, 5.5507336e-2f);
        p = fma(p, f, 2.4022242e-1f);
        p = fma(p, f, 6.93147e-1f);
        p = fma(p, f, 1f);
        return p.reinterpretAsInts()
                .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS))
                .reinterpretAsFloats();
    }

    /** log(1 + x) for 0 &le; x &le; 1, by 2 artanh(x / (2 + x)); relatively exact for tiny x. */
    public static FloatVector log1p(FloatVector x) {
        FloatVector s = x.div(x.add(2f));
        FloatVector s2 = s.mul(s);
        FloatVector p = fma(s2, 2.8024465e-1f, 2.799914e-1f);
        p = fma(p, s2, 4.00217e-1f);
        p = fma(p, s2, 6.666641e-1f);
        return p.mul(s2).fma(s, s.add(s));
    }

    /** 1 / (1 + e^-x). */
    public static FloatVector sigmoid(FloatVector x) {
        return one().div(exp(x.neg()).add(1f));
    }

    /** x sigmoid(x). */
    public static FloatVector silu(FloatVector x) {
        return x.div(exp(x.neg()).add(1f));
    }

    /** d silu / dx, given {@code sigmoid(x)}: s (1 + x (1 - s)). */
    public static FloatVector siluDerivative(FloatVector x, FloatVector sigmoid) {
        return sigmoid.mul(x.fma(one().sub(sigmoid), one()));
    }

    /** log(1 + e^x), as max(x, 0) + log1p(e^-|x|); x itself above 20. */
    public static FloatVector softplus(FloatVector x) {
        return x.max(0f).add(log1p(exp(x.abs().neg())));
    }

    private static FloatVector one() {
        return FloatVector.broadcast(Simd.SPECIES, 1f);
    }

    private static FloatVector fma(FloatVector a, float b, float c) {
        return a.fma(
                FloatVector.broadcast(Simd.SPECIES, b), FloatVector.broadcast(Simd.SPECIES, c));
    }

    private static FloatVector fma(FloatVector a, float b, FloatVector c) {
        return a.fma(FloatVector.broadcast(Simd.SPECIES, b), c);
    }

    private static FloatVector fma(FloatVector a, FloatVector b, float c) {
        return a.fma(b, FloatVector.broadcast(Simd.SPECIES, c));
    }
}
