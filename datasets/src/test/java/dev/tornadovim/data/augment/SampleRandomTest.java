package dev.tornadovim.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.augment.SampleRandom.Purpose;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Expected numbers come from a Python version of the documented algorithms. */
class SampleRandomTest {
    private static final Offset<Double> ROUNDING = within(1e-14);

    private static SampleRandom random() {
        return SampleRandom.of(42, Purpose.SAMPLE, 3, 7);
    }

    @Test
    void drawsTheDocumentedNumbers() {
        var bits = random();
        assertThat(new long[] {bits.bits(), bits.bits(), bits.bits()})
                .containsExactly(0x42bf67fbd24860a0L, 0xb31097a7833bce4cL, 0x58b0c5091097ece9L);
        var uniform = random();
        assertThat(new double[] {uniform.uniform(), uniform.uniform()})
                .containsExactly(0.26073312662109194, 0.6994719299284348);
        var below = random();
        assertThat(IntStream.range(0, 12).map(i -> below.below(10)))
                .containsExactly(2, 6, 3, 6, 5, 0, 9, 3, 2, 7, 0, 1);
        assertThat(SampleRandom.of(42, Purpose.ORDER, 3, 0).permutation(10))
                .containsExactly(9, 3, 4, 1, 2, 7, 6, 0, 5, 8);
    }

    @Test
    void drawsTheDocumentedDistributions() {
        var gaussian = random();
        assertThat(new double[] {gaussian.gaussian(), gaussian.gaussian(), gaussian.gaussian()})
                .containsExactly(
                        new double[] {-0.24264986526650092, -0.7132411440168869, 1.100088908989992},
                        ROUNDING);
        var small = random();
        assertThat(new double[] {small.beta(0.8), small.beta(0.8), small.beta(0.8)})
                .containsExactly(
                        new double[] {0.7549422350317296, 0.6554534676315089, 0.04538665204198993},
                        ROUNDING);
        var large = random();
        assertThat(new double[] {large.beta(2.5), large.beta(2.5), large.beta(2.5)})
                .containsExactly(
                        new double[] {0.7055371542287597, 0.1479226623548498, 0.3910007581521407},
                        ROUNDING);
    }

    @Test
    void everyPartOfTheKeyCounts() {
        long[] firsts = {
            random().bits(),
            SampleRandom.of(43, Purpose.SAMPLE, 3, 7).bits(),
            SampleRandom.of(42, Purpose.BATCH, 3, 7).bits(),
            SampleRandom.of(42, Purpose.SAMPLE, 4, 7).bits(),
            SampleRandom.of(42, Purpose.SAMPLE, 3, 8).bits(),
            SampleRandom.of(42, Purpose.SAMPLE, 7, 3).bits()
        };
        assertThat(Arrays.stream(firsts).distinct().count()).isEqualTo(firsts.length);
    }

    /** Kolmogorov and Smirnov's test against the closed forms, at a level of about 1e-6. */
    @Test
    void betaHasItsClosedFormDistribution() {
        assertThat(distance(0.5, x -> 2 / Math.PI * Math.asin(Math.sqrt(x)))).isLessThan(0.0121);
        assertThat(distance(1, x -> x)).isLessThan(0.0121);
        assertThat(distance(2, x -> x * x * (3 - 2 * x))).isLessThan(0.0121);
    }

    private static double distance(double alpha, DoubleUnaryOperator distribution) {
        var random = random();
        int n = 50_000;
        double[] sorted =
                DoubleStream.generate(() -> random.beta(alpha)).limit(n).sorted().toArray();
        double worst = 0;
        for (int i = 0; i < n; i++) {
            double expected = distribution.applyAsDouble(sorted[i]);
            worst = Math.max(worst, Math.abs(expected - i / (double) n));
            worst = Math.max(worst, Math.abs(expected - (i + 1) / (double) n));
        }
        return worst;
    }
}
