package dev.tornadovim.pipeline.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.data.LabelMap;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Against mmsegmentation's formulas in NumPy (resource segmentation.json), and by hand. */
class SegmentationMetricsTest {

    private static LabelMap map(int height, int width, int... classes) {
        byte[] bytes = new byte[classes.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) classes[i];
        }
        return new LabelMap(height, width, bytes);
    }

    private static LabelMap map(JsonNode given, String name) {
        return map(
                given.get("height").asInt(),
                given.get("width").asInt(),
                IntStream.range(0, given.get(name).size())
                        .map(i -> given.get(name).get(i).asInt())
                        .toArray());
    }

    private static SegmentationMetrics metrics(int classes) {
        return new SegmentationMetrics(
                IntStream.range(0, classes).mapToObj(c -> "class " + c).toList());
    }

    @Test
    void agreesWithMmsegmentation() throws IOException {
        JsonNode cases;
        try (var in = getClass().getResourceAsStream("segmentation.json")) {
            cases = new ObjectMapper().readTree(in);
        }
        for (var given : cases) {
            int classes = given.get("classes").asInt();
            var metrics = metrics(classes);
            given.get("maps").forEach(m -> metrics.add(map(m, "prediction"), map(m, "labels")));
            for (int c = 0; c < classes; c++) {
                check(metrics.iou(c), given.get("iou").get(c));
                check(metrics.accuracy(c), given.get("acc").get(c));
            }
            check(metrics.meanIou(), given.get("means").get(0));
            check(metrics.meanAccuracy(), given.get("means").get(1));
            check(metrics.pixelAccuracy(), given.get("means").get(2));
        }
    }

    private static void check(double value, JsonNode expected) {
        if (expected.isNull()) {
            assertThat(value).isNaN();
        } else {
            assertThat(value).isCloseTo(expected.asDouble(), within(1e-12));
        }
    }

    /** Class 2 occurs nowhere, class 1 is predicted only. */
    @Test
    void classesWithoutPixelsAreLeftOutOfMeans() {
        var metrics = metrics(3);
        metrics.add(map(2, 2, 0, 0, 1, 1), map(2, 2, 0, 0, 0, 255));
        assertThat(metrics.iou(0)).isEqualTo(2.0 / 3);
        assertThat(metrics.iou(1)).isZero();
        assertThat(metrics.iou(2)).isNaN();
        assertThat(metrics.meanIou()).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(metrics.accuracy(1)).isNaN();
        assertThat(metrics.meanAccuracy()).isEqualTo(2.0 / 3);
        assertThat(metrics.pixelAccuracy()).isEqualTo(2.0 / 3);
        assertThat(metrics.table())
                .isEqualToNormalizingNewlines(
                        """
                        class       IoU     Acc
                        class 0   66.67   66.67
                        class 1    0.00       -
                        class 2       -       -
                        mean      33.33   66.67
                        all               66.67
                        """);
    }

    @Test
    void anImageOfIgnoredPixelsCountsForNothing() {
        var metrics = metrics(2);
        metrics.add(map(1, 2, 0, 1), map(1, 2, 255, 255));
        assertThat(metrics.meanIou()).isNaN();
        assertThat(metrics.pixelAccuracy()).isNaN();
        metrics.add(map(1, 2, 0, 1), map(1, 2, 0, 1));
        assertThat(metrics.meanIou()).isEqualTo(1);
    }

    @Test
    void otherSizesAndClassesAreRefused() {
        var metrics = new SegmentationMetrics(List.of("a", "b"));
        assertThatThrownBy(() -> metrics.add(map(1, 2, 0, 1), map(2, 1, 0, 1)))
                .hasMessage("a prediction of 2 × 1 pixels for labels of 1 × 2");
        assertThatThrownBy(() -> metrics.add(map(1, 1, 0), map(1, 1, 2)))
                .hasMessage("label 2, prediction 0, expected 0 to 1");
    }

    /** Of four pixels of class 0 one is found; class 1 is predicted once. */
    @Test
    void pixelsWithoutAPredictionAreMistakes() {
        var metrics = metrics(2);
        metrics.add(map(1, 2, 0, 255), map(1, 2, 0, 0));
        metrics.add(map(1, 3, 1, 255, 0), map(1, 3, 0, 0, 255));
        assertThat(metrics.iou(0)).isEqualTo(0.25);
        assertThat(metrics.accuracy(0)).isEqualTo(0.25);
        assertThat(metrics.iou(1)).isZero();
        assertThat(metrics.pixelAccuracy()).isEqualTo(0.25);
        assertThat(metrics.nonFinite()).isEqualTo(2);
    }

    @Test
    void whereNoPixelHasAPredictionNothingWasMeasured() {
        var metrics = metrics(2);
        metrics.add(map(1, 2, 255, 255), map(1, 2, 0, 255));
        assertThat(metrics.meanIou()).isNaN();
        assertThat(metrics.meanAccuracy()).isNaN();
        assertThat(metrics.pixelAccuracy()).isNaN();
        assertThat(metrics.nonFinite()).isEqualTo(1);
    }
}
