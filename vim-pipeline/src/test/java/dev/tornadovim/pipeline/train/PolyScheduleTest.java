package dev.tornadovim.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Expected rates: {@code PolyLrUpdaterHook(power=1.0, min_lr=0, by_epoch=False, warmup='linear',
 * warmup_iters=1500, warmup_ratio=1e-6)} of mmcv 1.x over 60,000 iterations at a rate of 6e-5, its
 * formula evaluated in double:
 *
 * <pre>
 * regular = 6e-5 * (1 - i / 60000)
 * i < 1500: regular * (1 - (1 - i / 1500) * (1 - 1e-6))
 * </pre>
 */
class PolyScheduleTest {

    private static final int STEPS = 1000;

    private final PolySchedule schedule =
            new PolySchedule(60, new Warmup(0, 1500, 6e-11), 0, RateUpdate.STEP);

    @ParameterizedTest
    @CsvSource({
        "0, 6.000000000172534e-11",
        "1, 4.005929233400067e-08",
        "750, 2.9625029625000005e-05",
        "1499, 5.8461999372334e-05",
        "1500, 5.85e-5",
        "30000, 3.0e-5",
        "59999, 9.999999999998898e-10"
    })
    void agreesWithMmcv(int iteration, double expected) {
        assertThat(schedule.at(6e-5, (double) iteration / STEPS, STEPS))
                .isCloseTo(expected, within(1e-18));
    }

    @Test
    void endsAtTheMinimum() {
        var floored = new PolySchedule(10, Warmup.ofEpochs(0, 0), 1e-6, RateUpdate.STEP);
        assertThat(floored.at(1e-4, 10, STEPS)).isCloseTo(1e-6, within(1e-20));
        assertThat(floored.at(1e-4, 5, STEPS)).isCloseTo(5.05e-5, within(1e-18));
        assertThat(floored.at(1e-4, 11, STEPS)).isCloseTo(1e-6, within(1e-20));
    }
}
