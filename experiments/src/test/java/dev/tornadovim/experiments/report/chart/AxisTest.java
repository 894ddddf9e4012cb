package dev.tornadovim.experiments.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.stream.Collectors;

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

    @Property
    void everyValueLiesOnTheAxis(
            @ForAll @DoubleRange(min = -1e9, max = 1e9) double a,
            @ForAll @DoubleRange(min = -1e9, max = 1e9) double b) {
        var axis = Axis.linear(new double[] {a, b});
        assertThat(axis.at(a)).isBetween(-1e-6, 1 + 1e-6);
        assertThat(axis.at(b)).isBetween(-1e-6, 1 + 1e-6);
        assertThat(axis.ticks()).hasSizeBetween(2, 8);
        assertThat(axis.ticks().stream().map(Axis.Tick::label)).doesNotHaveDuplicates();
    }

    @Property
    void everyPositiveValueLiesOnALogarithmicAxis(
            @ForAll @DoubleRange(min = 1e-12, max = 1e12) @Scale(12) double a,
            @ForAll @DoubleRange(min = 1e-12, max = 1e12) @Scale(12) double b) {
        var axis = Axis.logarithmic(new double[] {a, b});
        assertThat(axis.at(a)).isBetween(-1e-6, 1 + 1e-6);
        assertThat(axis.at(b)).isBetween(-1e-6, 1 + 1e-6);
        assertThat(axis.at(axis.min())).isCloseTo(0, within(1e-12));
        assertThat(axis.ticks()).hasSizeBetween(1, 9);
    }
}
