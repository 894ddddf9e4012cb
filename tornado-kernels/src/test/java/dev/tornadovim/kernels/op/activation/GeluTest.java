package dev.tornadovim.kernels.op.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.engine.cpu.Simd;

import jdk.incubator.vector.FloatVector;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class GeluTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(of(1, 1, 1, 1), of(3, 17, 7, 6), of(1, 197, 192, 3), of(3, 730, 5, 30));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 3, 5, 4));
    }

    private static OpCase of(int batch, int tokens, int channels, double range) {
        return OpCase.of(
                        batch + "x" + tokens + "x" + channels + " in +-" + range,
                        new GeluReference(),
                        (builder, in) -> List.of(Gelu.apply(builder, in.get(0))))
                .input("x", -range, range, batch, tokens, channels);
    }

    /** x erfc(-x / sqrt 2) / 2 by Python's math module; 1 + erf would lose the far negative ones. */
    @Test
    void agreesWithErfc() {
        double[][] expected = {
            {-10, -7.619853024160595e-23},
            {-6, -5.919525870226207e-09},
            {-3, -0.00404969409489031},
            {-1, -0.15865525393145707},
            {-0.1, -0.046017216272297104},
            {0, 0},
            {0.7, 0.5306253424388891},
            {2.5, 2.4844758366855154},
            {20, 20}
        };
        for (double[] pair : expected) {
            assertThat((double) gelu((float) pair[0]))
                    .as("gelu(%s)", pair[0])
                    .isCloseTo(pair[1], Percentage.withPercentage(3e-4));
        }
    }

    @Test
    void limitsAreFinite() {
        assertThat(gelu(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(gelu(Float.NEGATIVE_INFINITY)).isEqualTo(0f, within(1e-30f));
        assertThat(gelu(Float.NaN)).isNaN();
    }

    private static float gelu(float x) {
        return Gelu.value(FloatVector.broadcast(Simd.SPECIES, x)).lane(0);
    }
}
