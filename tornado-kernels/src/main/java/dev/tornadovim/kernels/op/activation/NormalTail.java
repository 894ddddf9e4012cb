package dev.tornadovim.kernels.op.activation;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;

import jdk.incubator.vector.FloatVector;

import uk.ac.manchester.tornado.api.math.TornadoMath;

/**
 * The upper tail of the normal distribution, {@code Q(t) = 1 - Phi(t) = erfc(t / sqrt 2) / 2} for
 * {@code t >= 0}, as {@code exp(-t^2 / 2)} times a polynomial of {@code u = 1 / (1 + 0.31 t)}
 * without constant term (the form of Abramowitz and Stegun 7.1.26, coefficients fitted to 1.7e-7
 * relative error on [0, 14]). In fp32 the polynomial stays within 5e-7 of the true factor, so the
 * tail keeps its leading digits where {@code 1 + erf} would have lost them all.
 */
final class NormalTail {

    /** From here on the tail is zero in fp32. */
    static final float END = 14f;

    /** 1 / sqrt(2 pi): the density at zero. */
    static final float DENSITY = 0.3989422804f;

    private static final float RATE = 0.31f;
    private static final float C1 = 0.12365693f;
    private static final float C2 = 0.124060005f;
    private static final float C3 = 0.10777322f;
    private static final float C4 = 0.11010301f;
    private static final float C5 = -0.014889642f;
    private static final float C6 = 0.15505248f;
    private static final float C7 = -0.14159535f;
    private static final float C8 = 0.035839412f;

    private NormalTail() {}

    /** exp(-t^2 / 2). */
    static float bell(float t) {
        return TornadoMath.exp(-0.5f * t * t);
    }

    /** Q(t), given {@code bell(t)}. */
    static float of(float t, float bell) {
        float u = 1f / (1f + RATE * t);
        float p = ((((((C8 * u + C7) * u + C6) * u + C5) * u + C4) * u + C3) * u + C2) * u + C1;
        return p * u * bell;
    }

    /** exp(-t^2 / 2). */
    static FloatVector bell(FloatVector t) {
        return VectorMath.exp(t.mul(t).mul(-0.5f));
    }

    /** Q(t), given {@code bell(t)}. */
    static FloatVector of(FloatVector t, FloatVector bell) {
        FloatVector u = all(1f).div(t.mul(RATE).add(1f));
        FloatVector p = u.fma(all(C8), all(C7));
        p = p.fma(u, all(C6));
        p = p.fma(u, all(C5));
        p = p.fma(u, all(C4));
        p = p.fma(u, all(C3));
        p = p.fma(u, all(C2));
        p = p.fma(u, all(C1));
        return p.mul(u).mul(bell);
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(Simd.SPECIES, value);
    }
}
