package dev.tornadovim.pipeline.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.pipeline.segmentation.Windows.Corner;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

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

    @Property
    void everyPixelIsInAWindowThatLiesOnTheImage(
            @ForAll @IntRange(min = 1, max = 60) int height,
            @ForAll @IntRange(min = 1, max = 60) int width,
            @ForAll @IntRange(min = 1, max = 20) int window,
            @ForAll @IntRange(min = 1, max = 20) int step) {
        int used = Math.min(step, window);
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
        assertThat(seen).doesNotContain(false);
    }
}
