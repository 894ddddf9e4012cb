package dev.tornadovim.kernels.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.FloatVector;

import org.junit.jupiter.api.Test;

import java.util.Random;

class SimdTest {

    private static final int VECTORS = 200;

    /** Often enough for C2 to compile the sum while the loop runs. */
    private static final int ROUNDS = 2000;

    @Test
    void aSumOfLanesIsTheSameTreeBeforeAndAfterCompilation() {
        float[] values = new float[VECTORS * Simd.LANES];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int v = 0; v < VECTORS; v++) {
                int at = v * Simd.LANES;
                float sum = Simd.sum(FloatVector.fromArray(Simd.SPECIES, values, at));
                if (sum != tree(values, at)) {
                    assertThat(sum).as("round %d", round).isEqualTo(tree(values, at));
                }
            }
        }
    }

    private static float tree(float[] values, int at) {
        float[] sums = new float[Simd.LANES];
        System.arraycopy(values, at, sums, 0, Simd.LANES);
        for (int half = Simd.LANES / 2; half > 0; half /= 2) {
            for (int lane = 0; lane < half; lane++) {
                sums[lane] += sums[lane + half];
            }
        }
        return sums[0];
    }
}
