package dev.tornadovim.pipeline.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

    /** Two of three cats are recognised, one is taken for a dog; the one dog is recognised. */
    @Test
    void countsByHand() {
        var matrix = new ConfusionMatrix(3);
        matrix.add(0, 0);
        matrix.add(0, 0);
        matrix.add(0, 1);
        matrix.add(1, 1);
        assertThat(matrix.total()).isEqualTo(4);
        assertThat(matrix.count(0, 1)).isEqualTo(1);
        assertThat(matrix.count(1, 0)).isZero();
        assertThat(matrix.accuracy()).isEqualTo(0.75);
        assertThat(matrix.recall(0)).isEqualTo(2.0 / 3);
        assertThat(matrix.precision(1)).isEqualTo(0.5);
        assertThat(matrix.recall(2)).isNaN();
    }

    @Test
    void refusesClassesItDoesNotHave() {
        var matrix = new ConfusionMatrix(10);
        assertThatThrownBy(() -> matrix.add(10, 0))
                .hasMessage("label 10, prediction 0, expected 0 to 9");
        assertThatThrownBy(() -> matrix.add(0, 10))
                .hasMessage("label 0, prediction 10, expected 0 to 9");
        assertThatThrownBy(() -> matrix.add(-1, 0))
                .hasMessage("label -1, prediction 0, expected 0 to 9");
        assertThatThrownBy(() -> matrix.add(0, -1))
                .hasMessage("label 0, prediction -1, expected 0 to 9");
    }

    @Test
    void aSampleWithoutAPredictionIsAMistakeOfItsClass() {
        var matrix = new ConfusionMatrix(2);
        matrix.add(1, 1);
        matrix.addUnpredicted(1);
        matrix.addUnpredicted(1);
        matrix.addUnpredicted(0);
        assertThat(matrix.total()).isEqualTo(4);
        assertThat(matrix.unpredicted()).isEqualTo(3);
        assertThat(matrix.unpredicted(1)).isEqualTo(2);
        assertThat(matrix.accuracy()).isEqualTo(0.25);
        assertThat(matrix.recall(1)).isEqualTo(1.0 / 3);
        assertThat(matrix.recall(0)).isZero();
        assertThat(matrix.precision(1)).isEqualTo(1);
    }

    @Test
    void oneClassIsEnough() {
        var matrix = new ConfusionMatrix(1);
        matrix.add(0, 0);
        assertThat(matrix.accuracy()).isEqualTo(1);
    }

    @Test
    void refusesMoreClassesThanItsSquareHasRoomFor() {
        for (int classes : new int[] {0, ConfusionMatrix.MOST_CLASSES + 1, 46_341}) {
            assertThatThrownBy(() -> new ConfusionMatrix(classes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a confusion matrix of %d classes, expected 1 to 2000", classes);
        }
    }
}
