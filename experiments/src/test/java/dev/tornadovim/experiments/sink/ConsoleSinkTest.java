package dev.tornadovim.experiments.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.pipeline.train.listener.TrainingStart;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

class ConsoleSinkTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long seconds;

    private ConsoleSink sink(boolean bar) {
        return new ConsoleSink(out, bar, () -> Duration.ofSeconds(seconds).toNanos());
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Each step takes two seconds: a line is due at every third one, after at least five. */
    @Test
    void plainLinesHaveAPause() {
        var sink = sink(false);
        sink.started(new TrainingStart(0, 10, 2, 8, 1_234_567));
        for (int step = 1; step <= 7; step++) {
            seconds += 2;
            sink.step(Trainings.step(step, 1));
        }
        assertThat(text().lines())
                .containsExactly(
                        "1 234 567 parameters, 2 epochs of 10 steps, 8 images a step",
                        "epoch 1/2  10 %  loss 4.0000  256 images/s  38 s left",
                        "epoch 1/2  40 %  loss 3.6331  256 images/s  32 s left",
                        "epoch 1/2  70 %  loss 3.2113  256 images/s  26 s left");
    }

    @Test
    void theTimeLeftOfAResumedTrainingCountsFromItsStart() {
        var sink = sink(false);
        sink.started(new TrainingStart(15, 10, 2, 8, 1));
        seconds = 3;
        sink.step(Trainings.step(16, 2));
        assertThat(text()).contains("resumed after step 15").contains("60 %").contains("12 s left");
    }

    @Test
    void theBarIsDrawnInPlace() {
        var sink = sink(true);
        sink.started(new TrainingStart(0, 4, 3, 8, 1));
        seconds = 1;
        sink.step(Trainings.step(1, 1));
        assertThat(text())
                .endsWith(
                        "\r\u001b[2Kepoch 1/3 ██████░░░░░░░░░░░░░░░░░░  25 %  loss 4.0000"
                                + "  256 images/s  11 s left");
    }

    @Test
    void anEpochLeavesALineWithItsEvaluation() {
        Trainings.play(sink(false), 0, 4);
        assertThat(text().lines())
                .last()
                .isEqualTo(
                        "epoch 1/3  loss 2.0000  test loss 0.7500  top-1 66.67 %  top-5 100.00 %"
                                + " (model)  250 images/s  1 s");
    }

    @ParameterizedTest
    @CsvSource({"0,0 s", "59,59 s", "60,1 min 00 s", "3599,59 min 59 s", "7260,2 h 01 min"})
    void readableTimes(long time, String expected) {
        assertThat(ConsoleSink.readable(Duration.ofSeconds(time))).isEqualTo(expected);
    }
}
