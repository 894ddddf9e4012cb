package dev.tornadovim.kernels.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.op.KernelMath;

import jdk.incubator.vector.FloatVector;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

class VectorMathTest {

    /** Worst error in units in the last place of the true value, over a dense range. */
    private static double worst(
            UnaryOperator<FloatVector> f, DoubleUnaryOperator truth, double low, double high) {
        int points = 1 << 20;
        double worst = 0;
        float[] x = new float[Simd.LANES];
        float[] y = new float[Simd.LANES];
        for (int i = 0; i < points; i += x.length) {
            for (int j = 0; j < x.length; j++) {
                x[j] = (float) (low + (high - low) * (i + j) / points);
            }
            f.apply(FloatVector.fromArray(Simd.SPECIES, x, 0)).intoArray(y, 0);
            for (int j = 0; j < x.length; j++) {
                double expected = truth.applyAsDouble(x[j]);
                double error = Math.abs(y[j] - expected) / Math.ulp((float) expected);
                worst = Math.max(worst, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
            }
        }
        return worst;
    }

    private static float at(UnaryOperator<FloatVector> f, float x) {
        return f.apply(FloatVector.broadcast(Simd.SPECIES, x)).lane(0);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    @Test
    void exp() {
        assertThat(worst(VectorMath::exp, Math::exp, -87.3, 88.3)).isLessThan(1.2);
        assertThat(worst(VectorMath::exp, Math::exp, -1e-3, 1e-3)).isLessThan(1.2);
        assertThat(at(VectorMath::exp, 0f)).isEqualTo(1f);
        assertThat(at(VectorMath::exp, -0f)).isEqualTo(1f);
        assertThat(at(VectorMath::exp, -89f)).isEqualTo(0f);
        assertThat(at(VectorMath::exp, -Float.MAX_VALUE)).isEqualTo(0f);
        assertThat(at(VectorMath::exp, Float.NEGATIVE_INFINITY)).isEqualTo(0f);
        assertThat(at(VectorMath::exp, 89f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(at(VectorMath::exp, Float.MAX_VALUE)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(at(VectorMath::exp, Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(at(VectorMath::exp, Float.NaN)).isNaN();
    }

    @Test
    void exp2OfNegative() {
        DoubleUnaryOperator truth = x -> Math.pow(2, x);
        assertThat(worst(VectorMath::exp2OfNegative, truth, -126, -1e-9)).isLessThan(3);
        assertThat(worst(VectorMath::exp2OfNegative, truth, -1e-2, -1e-9)).isLessThan(0.7);
        assertThat(at(VectorMath::exp2OfNegative, -0f)).isEqualTo(1f);
        assertThat(at(VectorMath::exp2OfNegative, -127f)).isLessThan(1.2e-38f);
        assertThat(at(VectorMath::exp2OfNegative, -Float.MAX_VALUE)).isLessThan(1.2e-38f);
        assertThat(at(VectorMath::exp2OfNegative, Float.NEGATIVE_INFINITY)).isLessThan(1.2e-38f);
    }

    @Test
    void log1p() {
        assertThat(worst(VectorMath::log1p, Math::log1p, 1e-30, 1)).isLessThan(2);
        assertThat(worst(VectorMath::log1p, Math::log1p, 1e-30, 1e-6)).isLessThan(2);
        assertThat(at(VectorMath::log1p, 0f)).isEqualTo(0f);
    }

    @Test
    void sigmoid() {
        assertThat(worst(VectorMath::sigmoid, VectorMathTest::sigmoid, -87, 30)).isLessThan(3);
        assertThat(at(VectorMath::sigmoid, 1000f)).isEqualTo(1f);
        assertThat(at(VectorMath::sigmoid, -1000f)).isEqualTo(0f);
        assertThat(at(VectorMath::sigmoid, Float.NaN)).isNaN();
    }

    @Test
    void silu() {
        assertThat(worst(VectorMath::silu, x -> x * sigmoid(x), -87, 87)).isLessThan(3);
        assertThat(at(VectorMath::silu, 1e30f)).isEqualTo(1e30f);
        assertThat(at(VectorMath::silu, -1e30f)).isZero();
    }

    @Test
    void siluDerivative() {
        for (float x = -20; x <= 20; x += 0.01f) {
            double s = sigmoid(x);
            float expected = (float) (s * (1 + x * (1 - s)));
            // 1 - s inherits the rounding of s, half a unit of 2^-24, and is multiplied by x.
            var allowed = Offset.offset(2e-7f + Math.abs(x) * 0x1p-24f);
            FloatVector v = FloatVector.broadcast(Simd.SPECIES, x);
            assertThat(VectorMath.siluDerivative(v, VectorMath.sigmoid(v)).lane(0))
                    .isCloseTo(expected, allowed);
            assertThat(KernelMath.siluDerivative(x)).isCloseTo(expected, allowed);
        }
    }

    @Test
    void softplus() {
        assertThat(worst(VectorMath::softplus, VectorMathTest::softplus, -87, 40)).isLessThan(3);
        for (float x : new float[] {20f, 25f, 1e3f, 1e30f}) {
            assertThat(at(VectorMath::softplus, x)).isEqualTo(x);
        }
        assertThat(at(VectorMath::softplus, -1e30f)).isZero();
        assertThat(at(VectorMath::softplus, Float.NaN)).isNaN();
    }

    @Test
    void scalarForms() {
        double worst = 0;
        for (float x = -86; x < 40; x += 0.001f) {
            worst = Math.max(worst, ulps(KernelMath.softplus(x), softplus(x)));
            worst = Math.max(worst, ulps(KernelMath.sigmoid(x), sigmoid(x)));
            worst = Math.max(worst, ulps(KernelMath.silu(x), x * sigmoid(x)));
        }
        assertThat(worst).isLessThan(3);
        assertThat(KernelMath.softplus(25f)).isEqualTo(25f);
        assertThat(KernelMath.softplus(-1e4f)).isZero();
        assertThat(KernelMath.sigmoid(-1e4f)).isZero();
        assertThat(KernelMath.sigmoid(1e4f)).isEqualTo(1f);
        assertThat(KernelMath.silu(-1e4f)).isZero();
    }

    private static double ulps(float actual, double expected) {
        return Math.abs(actual - expected) / Math.ulp((float) expected);
    }
}
