package dev.tornadovim.pipeline.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;

class MetricTest {

    @Test
    void sharesAreShownInPercentAndALossIsNot() {
        assertThat(Metric.TOP1.scaled(0.761)).isEqualTo(76.1);
        assertThat(Metric.TOP1.number(0.761)).isEqualTo("76.10");
        assertThat(Metric.TOP1.text(0.761)).isEqualTo("76.10 %");
        assertThat(Metric.TOP1.axis()).isEqualTo("top-1 (%)");
        assertThat(Metric.LOSS.scaled(0.761)).isEqualTo(0.761);
        assertThat(Metric.LOSS.text(0.761)).isEqualTo("0.7610");
        assertThat(Metric.LOSS.axis()).isEqualTo("test loss");
    }

    @Test
    void ofALossTheSmallerValueIsBetter() {
        assertThat(Metric.LOSS.largerIsBetter()).isFalse();
        assertThat(Metric.MEAN_IOU.largerIsBetter()).isTrue();
    }

    /** A metric that the data does not define is left out, the primary one too. */
    @Test
    void aMetricThatWasNotMeasuredIsNoNumber() {
        var metrics = new Metrics(Metric.TOP1, Map.of(Metric.TOP1, 0.5), 8, Optional.empty());
        assertThat(metrics.value(Metric.TOP1)).isEqualTo(0.5);
        assertThat(metrics.value(Metric.TOP5)).isNaN();
        var other = new Metrics(Metric.TOP1, Map.of(Metric.TOP5, 0.5), 8, Optional.empty());
        assertThat(other.primaryValue()).isNaN();
    }

    /** Without ground truth a metric may be undefined; that says nothing of the network. */
    @Test
    void onlyOutputsThatAreNotFiniteLeaveNothingToMeasure() {
        Map<Metric, Double> undefined = Map.of(Metric.TOP1, Double.NaN);
        assertThat(new Metrics(Metric.TOP1, undefined, 8, 0, Optional.empty()).nothingFinite())
                .isFalse();
        assertThat(new Metrics(Metric.TOP1, undefined, 8, 1, Optional.empty()).nothingFinite())
                .isTrue();
        assertThat(
                        new Metrics(Metric.TOP1, Map.of(Metric.TOP1, 0.5), 8, 1, Optional.empty())
                                .nothingFinite())
                .isFalse();
    }
}
