package dev.tornadovim.pipeline.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.pipeline.segmentation.Windows.Corner;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.SplittableRandom;
import java.util.stream.LongStream;

class WindowsTest {

    /** By hand from slide_inference: a 683 x 512 image, windows of 512 in steps of 341. */
    @Test
    void theLastWindowEndsWithTheImage() {
        assertThat(Windows.corners(512, 683, 512, 512, 341))
                .containsExactly(new Corner(0, 0), new Corner(0, 171));
        assertThat(Windows.corners(5, 10, 4, 4, 3))
                .containsExactly(
                        new Corner(0, 0),
                        new Corner(0, 3),
                        new Corner(0, 6),
                        new Corner(1, 0),
                        new Corner(1, 3),
                        new Corner(1, 6));
    }

    @Test
    void anImageWithinTheWindowHasOne() {
        assertThat(Windows.corners(3, 4, 4, 4, 2)).containsExactly(new Corner(0, 0));
    }

    private static LongStream seeds() {
        return LongStream.range(0, 1000);
    }

    /** From 1 to {@code most}, each border a twentieth of the time. */
    private static int size(int most, SplittableRandom random) {
        return switch (random.nextInt(20)) {
            case 0 -> 1;
            case 1 -> most;
            default -> random.nextInt(1, most + 1);
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyPixelIsInAWindowThatLiesOnTheImage(long seed) {
        var random = new SplittableRandom(seed);
        int height = size(60, random);
        int width = size(60, random);
        int window = size(20, random);
        int used = Math.min(size(20, random), window);
        boolean[] seen = new boolean[height * width];
        for (Corner corner : Windows.corners(height, width, window, window, used)) {
            assertThat(corner.top()).isBetween(0, Math.max(0, height - window));
            assertThat(corner.left()).isBetween(0, Math.max(0, width - window));
            for (int y = corner.top(); y < Math.min(height, corner.top() + window); y++) {
                for (int x = corner.left(); x < Math.min(width, corner.left() + window); x++) {
                    seen[y * width + x] = true;
                }
            }
        }
        assertThat(seen)
                .as("%d x %d in windows of %d in steps of %d", height, width, window, used)
                .doesNotContain(false);
    }
}
