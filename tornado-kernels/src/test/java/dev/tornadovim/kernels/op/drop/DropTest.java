package dev.tornadovim.kernels.op.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

class DropTest extends OpContract {

    private static final double KEYS = 1 << 24;

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                path(1, 1, 1, 0.5f),
                path(17, 3, 7, 0.1f),
                path(3, 197, 33, 0.3f),
                out(0.1f, 3, 17, 7),
                out(0.5f, 1, 730, 33),
                channels(0.5f, 1, 1, 1, 1),
                channels(0.3f, 3, 5, 7, 33),
                channels(0.1f, 2, 64, 32, 128));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(path(8, 2, 3, 0.5f), out(0.3f, 4, 5), channels(0.5f, 2, 2, 3, 4));
    }

    private static OpCase path(int batch, int tokens, int channels, float rate) {
        return OpCase.of(
                        "path " + batch + "x" + tokens + "x" + channels + " rate " + rate,
                        new DropReference(tokens * channels, 1, rate),
                        (builder, in) ->
                                List.of(DropPath.apply(builder, in.get(0), rate, in.get(1))))
                .input("x", batch, tokens, channels)
                .constant("key", 0, KEYS, 2);
    }

    private static OpCase out(float rate, int... dims) {
        return OpCase.of(
                        "dropout " + Shape.of(dims) + " rate " + rate,
                        new DropReference(1, 1, rate),
                        (builder, in) ->
                                List.of(Dropout.apply(builder, in.get(0), rate, in.get(1))))
                .input("x", dims)
                .constant("key", 0, KEYS, 2);
    }

    private static OpCase channels(float rate, int... dims) {
        Shape shape = Shape.of(dims);
        return OpCase.of(
                        "channels " + shape + " rate " + rate,
                        new DropReference(shape.size() / dims[0], shape.columns(), rate),
                        (builder, in) ->
                                List.of(Dropout2d.apply(builder, in.get(0), rate, in.get(1))))
                .input("x", dims)
                .constant("key", 0, KEYS, 2);
    }

    @Test
    void isTheIdentityInEvaluationAndAtRateZero() {
        ProgramBuilder evaluation = new ProgramBuilder(false);
        Tensor x = evaluation.input("x", Shape.of(2, 3, 4));
        Tensor key = evaluation.input("key", DropKeys.SHAPE);
        assertThat(DropPath.apply(evaluation, x, 0.5f, key)).isSameAs(x);
        assertThat(Dropout.apply(new ProgramBuilder(true), x, 0f, key)).isSameAs(x);
    }

    /** The hash in ordinary 32-bit arithmetic, as published. */
    @Test
    void bitsAreThoseOfLowbias32() {
        for (int i = 0; i < 100_000; i++) {
            int first = lowbias32(i + 0x3C6EF372 + 9_876_543 * 0x2545F491);
            int expected = lowbias32(first + 16_777_215 * 0x2545F491) >>> 8;
            assertThat(CounterRandom.bits(9_876_543, 16_777_215, i)).isEqualTo(expected);
        }
    }

    private static int lowbias32(int seed) {
        int x = seed;
        x = (x ^ x >>> 16) * 0x7FEB352D;
        x = (x ^ x >>> 15) * 0x846CA68B;
        return x ^ x >>> 16;
    }

    /** The share that stays, and with it the mean, within five standard deviations. */
    @ParameterizedTest
    @ValueSource(floats = {0.05f, 0.1f, 0.5f, 0.9f})
    void keepsTheShareThatTheRateSays(float rate) {
        int draws = 1 << 20;
        int kept = 0;
        for (int i = 0; i < draws; i++) {
            kept += CounterRandom.bits(123_456, 7, i) < CounterRandom.keepBelow(rate) ? 1 : 0;
        }
        double deviation = Math.sqrt(rate * (1 - rate) / draws);
        assertThat((double) kept / draws).isCloseTo(1 - rate, within(5 * deviation));
    }

    /** Bits of neighbouring counters and keys agree half the time, within five deviations. */
    @Test
    void bitsOfNeighboursAreUnrelated() {
        int draws = 1 << 18;
        double allowed = 5 * 0.5 / Math.sqrt(draws);
        for (int bit = 0; bit < 24; bit++) {
            int[] equal = new int[3];
            for (int i = 0; i < draws; i++) {
                int bits = CounterRandom.bits(1, 2, i);
                int[] neighbours = {
                    CounterRandom.bits(1, 2, i + 1),
                    CounterRandom.bits(2, 2, i),
                    CounterRandom.bits(1, 3, i)
                };
                for (int k = 0; k < 3; k++) {
                    equal[k] += 1 & ~(bits ^ neighbours[k]) >> bit;
                }
            }
            for (int count : equal) {
                assertThat((double) count / draws)
                        .as("bit %d", bit)
                        .isCloseTo(0.5, within(allowed));
            }
        }
    }

    @Test
    void keysOfStepsAndOpsDiffer() {
        BitSet seen = new BitSet();
        int keys = 0;
        Tensor key = new ProgramBuilder(true).input("key", DropKeys.SHAPE);
        for (int step = 0; step < 50; step++) {
            for (int op = 0; op < 24; op++) {
                DropKeys.set(key, 42, step, op);
                float[] pair = key.toArray();
                for (float v : pair) {
                    assertThat(v).isBetween(0f, (float) KEYS - 1).isEqualTo((int) v);
                }
                seen.set((int) pair[0]);
                keys++;
            }
        }
        // Among 1,200 draws of 2^24 values 0.04 pairs are expected to be equal.
        assertThat(seen.cardinality()).isGreaterThanOrEqualTo(keys - 2);
    }
}
