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

    // Constants are vectors, not floats: a broadcast in the code would count against the size up to
    // which the JIT inlines, and a vector that crosses a call is allocated. They are int vectors,
    // because a loop that stores to a float array reads every constant that lies in a float array
    // again (it might have changed); int arrays stay in registers: the scan is 1.6 times faster.
    private static final IntVector LOG2_E = all(1.44269504f);
    private static final IntVector MINUS_LN2_HIGH = all(-0.693359375f);
    private static final IntVector MINUS_LN2_LOW = all(2.12194440e-4f);
    private static final IntVector EXP_LOWEST = all(-88.3f);
    private static final IntVector EXP_HIGHEST = all(88.8f);
    private static final IntVector EXP_2 = all(4.9999994e-1f);
    private static final IntVector EXP_3 = all(1.6666521e-1f);
    private static final IntVector EXP_4 = all(4.166839e-2f);
    private static final IntVector EXP_5 = all(8.368716e-3f);
    private static final IntVector EXP_6 = all(1.38146e-3f);

    private static final IntVector EXP2_1 = all(6.93147e-1f);
    private static final IntVector EXP2_2 = all(2.4022242e-1f);
    private static final IntVector EXP2_3 = all(5.5507336e-2f);
    private static final IntVector EXP2_4 = all(9.671513e-3f);
    private static final IntVector EXP2_5 = all(1.3264724e-3f);
    private static final IntVector EXP2_LOWEST = all(-126f);

    private static final IntVector ARTANH_3 = all(6.666641e-1f);
    private static final IntVector ARTANH_5 = all(4.00217e-1f);
    private static final IntVector ARTANH_7 = all(2.799914e-1f);
    private static final IntVector ARTANH_9 = all(2.8024465e-1f);

    private static final IntVector ZERO = all(0f);
    private static final IntVector ONE = all(1f);
    private static final IntVector TWO = all(2f);

    /** 1.5 * 2^23: adding it rounds a float to an integer, which then sits in the low bits. */
    private static final IntVector ROUNDER = all(12582912f);

    private static final int MANTISSA_BITS = 23;

    private VectorMath() {}

    /**
     * e^x. Zero below -88.02, infinite above 88.37.
     */
    public static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(f(EXP_LOWEST)).min(f(EXP_HIGHEST));
        FloatVector shifted = clamped.fma(f(LOG2_E), f(ROUNDER));
        FloatVector n = shifted.sub(f(ROUNDER));
        FloatVector r = n.fma(f(MINUS_LN2_LOW), n.fma(f(MINUS_LN2_HIGH), clamped));
        FloatVector p =
                r.fma(f(EXP_6), f(EXP_5)).fma(r, f(EXP_4)).fma(r, f(EXP_3)).fma(r, f(EXP_2));
        p = p.mul(r).fma(r, r).add(f(ONE));
        IntVector power =
                shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS).add(ONE);
        return p.mul(power.reinterpretAsFloats());
    }

    /**
     * 2^x for x whose sign bit is set (-0 included), as the decay of a state space model needs it:
     * fewer operations than {@link #exp}. Saturates at 2^-126; relative error below 2e-7, and in
     * proportion to |x| near zero, so that long products of factors near one stay right.
     */
    public static FloatVector exp2OfNegative(FloatVector x) {
        // As ints, floats with the sign bit grow with their magnitude.
        FloatVector clamped = x.reinterpretAsInts().min(EXP2_LOWEST).reinterpretAsFloats();
        FloatVector shifted = clamped.add(f(ROUNDER));
        FloatVector r = clamped.sub(shifted.sub(f(ROUNDER)));
        FloatVector p =
                r.fma(f(EXP2_5), f(EXP2_4)).fma(r, f(EXP2_3)).fma(r, f(EXP2_2)).fma(r, f(EXP2_1));
        return p.fma(r, f(ONE))
                .reinterpretAsInts()
                .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS))
                .reinterpretAsFloats();
    }

    /** log(1 + x) for 0 &le; x &le; 1, by 2 artanh(x / (2 + x)); relatively exact for tiny x. */
    public static FloatVector log1p(FloatVector x) {
        FloatVector s = x.div(x.add(f(TWO)));
        FloatVector s2 = s.mul(s);
        FloatVector p = s2.fma(f(ARTANH_9), f(ARTANH_7)).fma(s2, f(ARTANH_5)).fma(s2, f(ARTANH_3));
        return p.mul(s2).fma(s, s.add(s));
    }

    /** 1 / (1 + e^-x). */
    public static FloatVector sigmoid(FloatVector x) {
        return f(ONE).div(exp(x.neg()).add(f(ONE)));
    }

    /** x sigmoid(x). */
    public static FloatVector silu(FloatVector x) {
        return x.div(exp(x.neg()).add(f(ONE)));
    }

    /** d silu / dx, given {@code sigmoid(x)}: s (1 + x (1 - s)). */
    public static FloatVector siluDerivative(FloatVector x, FloatVector sigmoid) {
        return sigmoid.mul(x.fma(f(ONE).sub(sigmoid), f(ONE)));
    }

    /** log(1 + e^x), as max(x, 0) + log1p(e^-|x|); x itself above 20. */
    public static FloatVector softplus(FloatVector x) {
        return x.max(f(ZERO)).add(log1p(exp(x.abs().neg())));
    }

    private static IntVector all(float value) {
        return FloatVector.broadcast(Simd.SPECIES, value).reinterpretAsInts();
    }

    private static FloatVector f(IntVector constant) {
        return constant.reinterpretAsFloats();
    }
}
