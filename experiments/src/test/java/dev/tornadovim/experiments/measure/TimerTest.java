package dev.tornadovim.experiments.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Runs whose times are written down beforehand. */
class TimerTest {

    private static Deque<Double> times(Double... seconds) {
        return new ArrayDeque<>(List.of(seconds));
    }

    @Test
    void statisticsAreThoseOfTheTimedRunsOnly() {
        var times = times(9.0, 3.0, 1.0, 5.0, 7.0, 4.0);
        var timer = new Timer(times::remove);
        timer.warmUp(1, 0);
        assertThat(timer.run(5, 0)).isEqualTo(5);
        assertThat(times).isEmpty();
        assertThat(timer.best()).isEqualTo(1);
        assertThat(timer.median()).isEqualTo(4);
        assertThat(timer.mean()).isCloseTo(4, within(1e-12));
        assertThat(timer.total()).isCloseTo(20, within(1e-12));
    }

    @Test
    void runsFillTheirBudgetButAreNeverFewerThanTheLeast() {
        assertThat(new Timer(() -> 0.5).run(1, 2)).isEqualTo(4);
        assertThat(new Timer(() -> 0.5).run(6, 2)).isEqualTo(6);
        assertThat(new Timer(() -> 0.5).run(1, 0)).isEqualTo(1);
    }

    /** Eight runs in a row that are not faster by 5 %, then the warm-up is over. */
    @Test
    void settlingWaitsUntilRunsNoLongerGetFaster() {
        var times = times(8.0, 4.0, 2.0, 1.99, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0);
        new Timer(times::remove).settle(4);
        assertThat(times).containsExactly(2.0);
    }

    @Test
    void settlingEndsAfterEightBudgetsAndNeedsOne() {
        double[] next = {64};
        var calls = new int[1];
        new Timer(
                        () -> {
                            calls[0]++;
                            return next[0] /= 2;
                        })
                .settle(5);
        assertThat(calls[0]).isEqualTo(2); // 32 + 16 > 8 · 5
        new Timer(() -> calls[0]++).settle(0);
        assertThat(calls[0]).isEqualTo(2);
    }
}
