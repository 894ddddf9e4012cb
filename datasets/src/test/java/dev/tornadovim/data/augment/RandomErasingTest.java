package dev.tornadovim.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.augment.RandomErasing.Fill;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

/** Expected places and sums: timm's formulas in numpy, fed with the same random numbers. */
class RandomErasingTest {
    private static final int HEIGHT = 12;
    private static final int WIDTH = 10;

    private static float[] erase(RandomErasing erasing, int index) {
        float[] pixels = new float[3 * HEIGHT * WIDTH + 5];
        Arrays.fill(pixels, 1);
        erasing.apply(pixels, 5, 3, HEIGHT, WIDTH, SampleRandom.of(9, Purpose.SAMPLE, 0, index));
        for (int i = 0; i < 5; i++) {
            assertThat(pixels[i]).isEqualTo(1);
        }
        return Arrays.copyOfRange(pixels, 5, pixels.length);
    }

    @Test
    void erasesTheRectangleThatTheNumbersSay() {
        var erasing = new RandomErasing(0.7, Fill.CONST);
        for (int index = 0; index < 3; index++) {
            assertThat(erase(erasing, index)).containsOnly(1);
        }
        float[] erased = erase(erasing, 3);
        for (int i = 0; i < erased.length; i++) {
            int y = i / WIDTH % HEIGHT;
            int x = i % WIDTH;
            boolean inside = y < 7 && x >= 2 && x < 4;
            assertThat(erased[i]).as("at %d, %d", y, x).isEqualTo(inside ? 0 : 1);
        }
    }

    @Test
    void fillsWithNormalNumbers() {
        float[] pixel = erase(new RandomErasing(1, Fill.PIXEL), 1);
        assertThat(sum(pixel, 1)).isCloseTo(287.8479003799039, within(1e-4));
        assertThat(sum(pixel, 2)).isCloseTo(375.1617658873121, within(1e-4));
        float[] rand = erase(new RandomErasing(1, Fill.RAND), 1);
        assertThat(sum(rand, 1)).isCloseTo(218.9753875377371, within(1e-4));
        assertThat(sum(rand, 2)).isCloseTo(403.1039391692422, within(1e-4));
    }

    @Test
    void erasesTheExpectedShareOfLargeImages() {
        var erasing = new RandomErasing(0.25, Fill.CONST);
        int size = 128;
        int images = 2000;
        int touched = 0;
        double area = 0;
        for (int index = 0; index < images; index++) {
            float[] pixels = new float[size * size];
            Arrays.fill(pixels, 1);
            erasing.apply(pixels, 0, 1, size, size, SampleRandom.of(1, Purpose.SAMPLE, 0, index));
            double erased = 1 - sum(pixels, 1) / pixels.length;
            if (erased > 0) {
                touched++;
                area += erased;
                // half a pixel of rounding on each side
                assertThat(erased).isBetween(0.018, 0.342);
            }
        }
        // binomial and uniform distributions, 5 standard deviations
        assertThat(touched).isBetween(403, 597);
        assertThat(area / touched).isCloseTo((0.02 + 1.0 / 3) / 2, within(0.021));
    }

    private static double sum(float[] values, int power) {
        double sum = 0;
        for (float v : values) {
            sum += Math.pow(v, power);
        }
        return sum;
    }
}
