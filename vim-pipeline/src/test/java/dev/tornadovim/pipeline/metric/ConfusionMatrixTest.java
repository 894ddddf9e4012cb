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
        assertThatThrownBy(() -> matrix.add(0, -1))
                .hasMessage("label 0, prediction -1, expected 0 to 9");
    }
}
