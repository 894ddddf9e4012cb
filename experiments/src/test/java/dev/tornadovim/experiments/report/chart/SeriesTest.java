package dev.tornadovim.experiments.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.experiments.report.chart.Series.Style;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.stream.IntStream;

class SeriesTest {

    @Test
    void smoothingOfAConstantIsThatConstant() {
        var values = new double[50];
        Arrays.fill(values, 3);
        assertThat(Series.smooth(values, 10)).containsOnly(new double[] {3}, within(1e-12));
    }

    @Test
    void smoothingIsTheWeightedMeanOfWhatCameBefore() {
        double[] smooth = Series.smooth(new double[] {1, 2, Double.NaN, 4}, 2);
        assertThat(smooth[0]).isEqualTo(1);
        assertThat(smooth[1]).isCloseTo((0.5 * 1 + 2) / 1.5, within(1e-12));
        assertThat(smooth[2]).isNaN();
        assertThat(smooth[3]).isCloseTo((0.25 * 1 + 0.5 * 2 + 4) / 1.75, within(1e-12));
    }

    @Test
    void thinningKeepsEndsOfTheRangeAndOrder() {
        double[] x = IntStream.range(0, 10_000).mapToDouble(i -> i).toArray();
        double[] y = Arrays.stream(x).map(Math::sin).toArray();
        y[4321] = 100;
        y[8765] = -100;
        var thin = new Series("noise", x, y, 0, Style.SOLID).thinned(50);
        assertThat(thin.x()).hasSize(100).isSorted();
        assertThat(thin.y()).contains(100, -100);
        assertThat(new Series("few", new double[9], new double[9], 0, Style.SOLID).thinned(5).x())
                .hasSize(9);
    }
}
