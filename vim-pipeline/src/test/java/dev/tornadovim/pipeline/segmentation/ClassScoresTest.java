package dev.tornadovim.pipeline.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClassScoresTest {

    @Test
    void theBestClassOfEachPixelTheFirstOfEqualOnes() {
        var scores = new ClassScores(1, 3, 2, new float[] {1, 2, 3, 0, -1, -1});
        assertThat(scores.labels().classes()).containsExactly(1, 0, 0);
    }

    /** Two pixels to four without aligned corners: weights of the right one 0, 1/4, 3/4, 1. */
    @Test
    void scoresAreResizedBeforeTheDecision() {
        var scores = new ClassScores(1, 2, 2, new float[] {1, 0, 0, 2});
        assertThat(scores.labels(2, 4).classes()).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
        var steeper = new ClassScores(1, 2, 2, new float[] {1, 0, 0, 4});
        assertThat(steeper.labels(1, 4).classes()).containsExactly(0, 1, 1, 1);
    }

    @Test
    void theArrayMustFit() {
        assertThatThrownBy(() -> new ClassScores(2, 2, 3, new float[11]))
                .hasMessage("11 scores for 2 x 2 pixels of 3 classes");
    }

    @Test
    void aPixelWithAScoreThatIsNotFiniteHasNoClass() {
        float nan = Float.NaN;
        float most = Float.POSITIVE_INFINITY;
        var scores = new ClassScores(1, 4, 2, new float[] {nan, nan, 1, nan, most, 0, 0, 1});
        assertThat(scores.labels().classes()).containsExactly(-1, -1, -1, 1);
        assertThat(scores.labels(2, 8).classes()[0]).isEqualTo((byte) SegmentationConfig.IGNORED);
    }
}
