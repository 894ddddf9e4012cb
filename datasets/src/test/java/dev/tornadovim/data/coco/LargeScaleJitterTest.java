package dev.tornadovim.data.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.SampleRandom.Purpose;

import org.junit.jupiter.api.Test;

class LargeScaleJitterTest {
    private static final int DRAWS = 2000;

    private static Placement draw(LargeScaleJitter jitter, int height, int width, int index) {
        return jitter.place(height, width, SampleRandom.of(4, Purpose.SAMPLE, 0, index));
    }

    @Test
    void theLongerSideIsBetweenTheScales() {
        var jitter = new LargeScaleJitter(100);
        double sum = 0;
        int mirrored = 0;
        for (int i = 0; i < DRAWS; i++) {
            var placement = draw(jitter, 300, 200, i);
            assertThat(placement.scaledHeight()).isBetween(10, 200);
            assertThat(placement.scaledWidth() * 1.5)
                    .isCloseTo(placement.scaledHeight(), within(1.5));
            assertThat(placement.height()).isEqualTo(Math.min(100, placement.scaledHeight()));
            assertThat(placement.width()).isEqualTo(Math.min(100, placement.scaledWidth()));
            sum += placement.scaledHeight();
            mirrored += placement.mirrored() ? 1 : 0;
        }
        // Uniform from 10 to 200, whose deviation is 54.8; five deviations of the mean.
        assertThat(sum / DRAWS).isCloseTo(105, within(5 * 54.8 / Math.sqrt(DRAWS)));
        assertThat(mirrored / (double) DRAWS).isCloseTo(0.5, within(2.5 / Math.sqrt(DRAWS)));
    }

    @Test
    void oneNumberPlacesThePartInBothDirections() {
        var jitter = new LargeScaleJitter(50, 2, 2, 0);
        boolean[] tops = new boolean[51];
        for (int i = 0; i < DRAWS; i++) {
            var placement = draw(jitter, 80, 80, i);
            assertThat(placement.scaledHeight()).isEqualTo(100);
            assertThat(placement.top()).isEqualTo(placement.left());
            assertThat(placement.mirrored()).isFalse();
            tops[placement.top()] = true;
        }
        assertThat(tops).containsOnly(true);
    }

    @Test
    void tinyImagesKeepAPixel() {
        var placement = draw(new LargeScaleJitter(10, 0.1, 0.1, 0), 1, 1000, 0);
        assertThat(placement.height()).isEqualTo(1);
        assertThat(placement.width()).isEqualTo(1);
    }

    @Test
    void rangesAreChecked() {
        assertThatThrownBy(() -> new LargeScaleJitter(64, 0, 2, 0.5))
                .hasMessage("a jitter of scale 0.0 to 2.0 to 64 pixels");
    }
}
