package dev.tornadovim.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected rates: timm's {@code CosineLRScheduler(t_initial=30, lr_min=1e-5, warmup_t=5, ...)}. */
class CosineScheduleTest {

    private static final int STEPS = 100;

    private final CosineSchedule schedule = new CosineSchedule(30, 5, 1e-6, 1e-5);

    @ParameterizedTest
    @CsvSource({
        "0, 1e-06",
        "1, 0.00020080000000000003",
        "4, 0.0008002000000000002",
        "5, 0.0009336825748732972",
        "6, 0.000905463412215599",
        "15, 0.0005050000000000001",
        "29, 1.2711661792704668e-05"
    })
    void agreesWithTimm(int epoch, double expected) {
        assertThat(schedule.at(1e-3, epoch, STEPS)).isCloseTo(expected, within(1e-15));
    }

    /** The official code takes {@code schedule(e - 1)} for epoch e: its first two are the same. */
    @ParameterizedTest
    @CsvSource({
        "EPOCH, 0.9, 0",
        "EPOCH, 6.5, 6",
        "EPOCH_LATE, 0.5, 0",
        "EPOCH_LATE, 1.5, 0",
        "EPOCH_LATE, 2.0, 1",
        "EPOCH_LATE, 29.9, 28"
    })
    void ratesOfWholeEpochs(RateUpdate update, double time, double epoch) {
        var stepwise = new CosineSchedule(30, Warmup.ofEpochs(5, 1e-6), 1e-5, update);
        assertThat(stepwise.at(1e-3, time, STEPS)).isEqualTo(schedule.at(1e-3, epoch, STEPS));
    }

    /** The long-sequence fine-tuning of the official scripts sets all three rates to 1e-5. */
    @Test
    void threeEqualRatesMakeAConstantOne() {
        var constant = new CosineSchedule(30, 5, 1e-5, 1e-5);
        for (int epoch = 0; epoch < 30; epoch++) {
            assertThat(constant.at(1e-5, epoch, STEPS)).isCloseTo(1e-5, within(1e-18));
        }
    }

    @Test
    void staysAtTheMinimumAfterTheEnd() {
        assertThat(schedule.at(1e-3, 31, STEPS)).isCloseTo(1e-5, within(1e-18));
    }

    @Test
    void withoutWarmupItStartsAtThePeak() {
        assertThat(new CosineSchedule(10, 0, 0, 0).at(0.5, 0, STEPS)).isEqualTo(0.5);
    }

    @Test
    void warmupInStepsTakesAsManyStepsWhateverAnEpochHas() {
        var schedule = new CosineSchedule(30, new Warmup(5, 200, 1e-6), 1e-5, RateUpdate.STEP);
        var inEpochs = new CosineSchedule(30, 2, 1e-6, 1e-5);
        for (double time : new double[] {0, 0.5, 1.99, 2, 3}) {
            assertThat(schedule.at(1e-3, time, 100)).isEqualTo(inEpochs.at(1e-3, time, 100));
        }
        assertThat(schedule.at(1e-3, 0.5, 400))
                .isEqualTo(new CosineSchedule(30, 0, 0, 1e-5).at(1e-3, 0.5, 400));
    }

    @Test
    void warmupLongerThanTheRunIsRefused() {
        assertThatThrownBy(() -> new CosineSchedule(3, 4, 0, 0))
                .hasMessage("schedule.warmupEpochs must be from 0 to 3, not 4.0");
    }
}
