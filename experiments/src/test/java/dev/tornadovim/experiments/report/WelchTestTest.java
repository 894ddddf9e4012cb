package dev.tornadovim.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.experiments.sweep.Spread;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Values of {@code scipy.stats.ttest_ind(a, b, equal_var=False)} and {@code scipy.stats.t.ppf}. */
class WelchTestTest {

    @Test
    void agreesWithScipy() {
        var test =
                WelchTest.of(
                        Spread.of(List.of(27.5, 21.0, 19.0, 23.6, 17.0, 17.9)),
                        Spread.of(List.of(27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8)));
        assertThat(test.t()).isCloseTo(-1.499821361556653, within(1e-12));
        assertThat(test.degrees()).isCloseTo(7.423433145210318, within(1e-12));
        assertThat(test.needed()).isEqualTo(2.365); // of 7 degrees
        assertThat(test.isDistinguishable()).isFalse();
    }

    @Test
    void fewDegreesNeedMuch() {
        var test = WelchTest.of(Spread.of(List.of(.79, .80)), Spread.of(List.of(.75, .76, .77)));
        assertThat(test.t()).isCloseTo(4.582575694955826, within(1e-9));
        assertThat(test.needed()).isEqualTo(4.303); // of 2 degrees, as there are 2.88
        assertThat(test.isDistinguishable()).isTrue();
    }

    @Test
    void oneValueHasNoDeviation() {
        var one = Spread.of(List.of(1.0));
        assertThatThrownBy(() -> WelchTest.of(one, one)).hasMessageContaining("at least two");
    }
}
