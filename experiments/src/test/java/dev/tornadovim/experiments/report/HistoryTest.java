package dev.tornadovim.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.pipeline.metric.Metric;

import org.junit.jupiter.api.Test;

import java.util.List;

class HistoryTest {

    @Test
    void metricsAreWhatEvaluationsName() {
        var history =
                History.parse(
                        """
                        {"kind":"eval","step":5,"epoch":1,"weights":"model","images":9,"loss":0.5,"mIoU":0.25,"aAcc":0.5,"seconds":1.0}
                        {"kind":"eval","step":9,"epoch":2,"weights":"model","images":9,"loss":0.6,"mIoU":0.5,"aAcc":0.4,"seconds":1.0}
                        {"kind":"eval","step":9,"epoch":2,"weights":"ema","images":9,"loss":0.7,"mIoU":0.75,"aAcc":0.3,"seconds":1.0}
                        """);
        assertThat(history.metrics()).containsExactly("mIoU", "aAcc");
        assertThat(history.primary()).isEqualTo("mIoU");
        var metric = EvaluationMetrics.primary(List.of(history));
        assertThat(metric.text(history.best(metric).orElseThrow().value("mIoU")))
                .isEqualTo("75.00 %");
        var accuracy = EvaluationMetrics.of("aAcc", List.of(history));
        assertThat(history.best(accuracy).orElseThrow().epoch()).isEqualTo(1);
        assertThat(history.latest(accuracy).orElseThrow().value("aAcc")).isEqualTo(0.4);
        assertThat(history.best(Metric.LOSS).orElseThrow().value("loss")).isEqualTo(0.5);
    }

    @Test
    void theFileMaySayWhichMetricDecides() {
        var history =
                History.parse(
                        "{\"kind\":\"eval\",\"step\":1,\"epoch\":1,\"primary\":\"AP\",\"AP50\":50.0,\"AP\":25.0}");
        var metric = EvaluationMetrics.primary(List.of(history));
        assertThat(metric.name()).isEqualTo("AP");
        assertThat(metric.text(25)).as("no share: above 1").isEqualTo("25.0000");
        var share = EvaluationMetrics.of("box_APs", List.of(history));
        assertThat(Amounts.of(share, 0.25)).isEqualTo("25.00 %");
        assertThat(Amounts.of(share, -1)).as("COCO: nothing to measure").isEqualTo("–");
        assertThat(share.label()).isEqualTo("box APs");
    }

    @Test
    void tornLinesAndValuesThatAreNoNumbersAreTaken() {
        var history =
                History.parse(
                        """
                        {"kind":"step","step":1,"epoch":1,"loss":"NaN"}
                        {"kind":"other","step":1}
                        {"kind":"step","step":2,"ep\
                        """);
        assertThat(history.steps()).hasSize(1);
        assertThat(history.steps().getFirst().value("loss")).isNaN();
        assertThat(EvaluationMetrics.primary(List.of(history))).isEqualTo(Metric.LOSS);
    }

    @Test
    void csvIsReadAsRfc4180HasIt() {
        var table = CsvTable.parse("a,b\r\n\"x \"\"y\"\",\nz\",2\n1\n3,4");
        assertThat(table.header()).containsExactly("a", "b");
        assertThat(table.rows()).containsExactly(List.of("x \"y\",\nz", "2"));
    }

    @Test
    void valuesThatAreNotFiniteAreNeverBestAndSkippedStepsAreCounted() {
        var history =
                History.parse(
                        """
                        {"kind":"step","step":3,"epoch":1,"loss":0.5,"gradientNorm":"NaN"}
                        {"kind":"step","step":4,"epoch":1,"loss":0.5,"gradientNorm":"Infinity"}
                        {"kind":"step","step":5,"epoch":1,"loss":0.5,"gradientNorm":1.5}
                        {"kind":"eval","step":5,"epoch":1,"weights":"model","images":9,"nonFinite":2,"loss":"NaN","top1":0.25}
                        {"kind":"eval","step":9,"epoch":2,"weights":"model","images":9,"nonFinite":9,"loss":"NaN","top1":"NaN"}
                        """);
        assertThat(history.skippedSteps()).isEqualTo(2);
        assertThat(history.metrics()).containsExactly("top1");
        assertThat(history.best(Metric.TOP1).orElseThrow().epoch()).isEqualTo(1);
        assertThat(history.latest(Metric.TOP1)).isEmpty();
    }
}
