package dev.tornadovim.experiments.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

class AxisTest {

    private static String labels(Axis axis) {
        return axis.ticks().stream().map(Axis.Tick::label).collect(Collectors.joining(" "));
    }

    private static double[] values(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "0 10, 0 2 4 6 8 10",
        "0.31 2.3, 0.0 0.5 1.0 1.5 2.0 2.5",
        "75.3 89.9, 75 80 85 90",
        "-0.4 0.4, -0.4 -0.2 0.0 0.2 0.4",
        "3 3, 2.6 2.8 3.0 3.2 3.4",
        "0 0, -1.0 -0.5 0.0 0.5 1.0",
        "0 3e-5, 0 1e-5 2e-5 3e-5",
        "0 3e7, 0 1e7 2e7 3e7",
        "NaN, 0.0 0.2 0.4 0.6 0.8 1.0"
    })
    void linearAxesHaveRoundMarks(String values, String expected) {
        assertThat(labels(Axis.linear(values(values)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1 9370, '0 2,000 4,000 6,000 8,000'", "1 3, 0 1 2 3", "NaN, 0 1"})
    void countsBeginAtZeroAndEndWithTheData(String values, String expected) {
        var axis = Axis.counting(values(values));
        assertThat(labels(axis)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.3 9, 0.2 0.5 1 2 5 10",
        "0.01 1000, '0.01 0.1 1 10 100 1,000'",
        "3 3, 2 5",
        "0 -1, 1 2 5 10",
        "1e-9 1, 1e-8 1e-6 0.0001 0.01 1"
    })
    void logarithmicAxesHaveMarksOfEqualRatios(String values, String expected) {
        assertThat(labels(Axis.logarithmic(values(values)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2048 224 512 640 738 224, 224 512 640 738 2048",
        "1000 1010 2000, 1000 2000",
        "64, 64"
    })
    void sizesAreMarkedThemselvesUnlessTheyTouch(String values, String expected) {
        var axis = Axis.marking(values(values));
        assertThat(labels(axis)).isEqualTo(expected);
        assertThat(axis.ticks())
                .allSatisfy(t -> assertThat(axis.at(t.value())).isBetween(0.0, 1.0));
    }

    private static LongStream seeds() {
        return LongStream.range(0, 1000);
    }

    /** From 10 to the power of {@code least} to 1e9, or a border, of either sign. */
    private static double signed(double least, SplittableRandom random) {
        double[] borders = {0, 0.01, 1, 1e9};
        double size =
                random.nextInt(5) == 0
                        ? borders[random.nextInt(borders.length)]
                        : Math.min(1e9, Math.pow(10, random.nextDouble(least, 9)));
        return random.nextBoolean() ? size : -size;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyValueLiesOnTheAxis(long seed) {
        var random = new SplittableRandom(seed);
        double a = signed(-2, random);
        double b = signed(-2, random);
        var axis = Axis.linear(new double[] {a, b});
        assertThat(axis.at(a)).as("%s of %s and %s", a, a, b).isBetween(-1e-6, 1 + 1e-6);
        assertThat(axis.at(b)).as("%s of %s and %s", b, a, b).isBetween(-1e-6, 1 + 1e-6);
        assertThat(axis.ticks()).hasSizeBetween(2, 8);
        assertThat(axis.ticks().stream().map(Axis.Tick::label)).doesNotHaveDuplicates();
    }

    /** From 1e-12 to 1e12, its borders among them. */
    private static double positive(SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0 -> 1e-12;
            case 1 -> 1e12;
            default -> Math.pow(10, random.nextDouble(-12, 12));
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyPositiveValueLiesOnALogarithmicAxis(long seed) {
        var random = new SplittableRandom(seed);
        double a = positive(random);
        double b = random.nextInt(10) == 0 ? a : positive(random);
        var axis = Axis.logarithmic(new double[] {a, b});
        assertThat(axis.at(a)).as("%s of %s and %s", a, a, b).isBetween(-1e-6, 1 + 1e-6);
        assertThat(axis.at(b)).as("%s of %s and %s", b, a, b).isBetween(-1e-6, 1 + 1e-6);
        assertThat(axis.at(axis.min())).isCloseTo(0, within(1e-12));
        assertThat(axis.ticks()).hasSizeBetween(1, 9);
    }
}
