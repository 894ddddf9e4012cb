package dev.tornadovim.pipeline.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.coco.CocoAnnotation;
import dev.tornadovim.data.coco.CocoAnnotations;
import dev.tornadovim.data.coco.CocoCategory;
import dev.tornadovim.data.coco.CocoImage;
import dev.tornadovim.data.coco.CocoResult;
import dev.tornadovim.data.coco.CocoResults;
import dev.tornadovim.data.coco.Mask;
import dev.tornadovim.data.coco.PolygonMask;
import dev.tornadovim.data.coco.Rle;
import dev.tornadovim.pipeline.metric.CocoEvaluation.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Against pycocotools (resources coco-*.json, made by coco.py), and cases worked out by hand. */
class CocoEvaluationTest {
    private static final double TOLERANCE = 1e-9;
    private static final double[] BOX = {10, 10, 20, 20};
    private static final CocoAnnotation MASKED =
            new CocoAnnotation(
                    1,
                    1,
                    1,
                    BOX,
                    400,
                    false,
                    new PolygonMask(
                            100, 100, List.of(new double[] {10, 10, 30, 10, 30, 30, 10, 30})));

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ties", "crowds", "areas", "sparse", "many", "exact"})
    void agreesWithPycocotools(String name) throws IOException {
        Path file = folder.resolve("annotations.json");
        try (var in = getClass().getResourceAsStream("coco-" + name + ".json")) {
            Files.copy(in, file);
        }
        var json = new ObjectMapper().readTree(file.toFile());
        Path results = folder.resolve("results.json");
        Files.writeString(results, json.get("results").toString());
        var truth = CocoAnnotations.read(file);
        var found = CocoResults.read(results);
        check(CocoEvaluation.of(truth, found, Kind.BOX), json.get("expected").get("bbox"));
        check(CocoEvaluation.of(truth, found, Kind.MASK), json.get("expected").get("segm"));
    }

    private static void check(CocoEvaluation evaluation, JsonNode expected) {
        double[] summary = evaluation.summary();
        assertThat(summary).hasSize(12);
        for (int i = 0; i < summary.length; i++) {
            assertThat(summary[i])
                    .as("number %d", i)
                    .isCloseTo(expected.get("summary").get(i).asDouble(), within(TOLERANCE));
        }
        double[] classes = evaluation.classPrecision();
        assertThat(classes).hasSize(expected.get("classes").size());
        for (int k = 0; k < classes.length; k++) {
            var precision = expected.get("classes").get(k);
            if (precision.isNull()) {
                assertThat(classes[k]).isNaN();
            } else {
                assertThat(classes[k]).isCloseTo(precision.asDouble(), within(TOLERANCE));
            }
        }
        assertThat(evaluation.report())
                .isEqualToNormalizingNewlines(expected.get("printed").asText());
    }

    private static CocoAnnotation object(long id, long image, double[] box, boolean crowd) {
        return new CocoAnnotation(id, image, 1, box, box[2] * box[3], crowd, Mask.none(100, 100));
    }

    private static CocoAnnotations truth(CocoAnnotation... objects) {
        return new CocoAnnotations(
                "test",
                List.of(new CocoImage(1, "1.png", 100, 100), new CocoImage(2, "2.png", 100, 100)),
                List.of(new CocoCategory(1, "thing"), new CocoCategory(2, "other")),
                List.of(objects));
    }

    private static CocoResult found(long image, double[] box, double score) {
        return new CocoResult(image, 1, box, score, Optional.empty());
    }

    private static double precision(CocoAnnotations truth, CocoResult... found) {
        return CocoEvaluation.of(truth, List.of(found), Kind.BOX).averagePrecision();
    }

    @Test
    void aPerfectResult() {
        var truth = truth(object(1, 1, BOX, false));
        var evaluation = CocoEvaluation.of(truth, List.of(found(1, BOX, 0.5)), Kind.BOX);
        double[] expected = {1, 1, 1, 1, -1, -1, 1, 1, 1, 1, -1, -1};
        assertThat(evaluation.summary()).containsExactly(expected, within(1e-12));
        var byName = evaluation.classPrecisionByName();
        assertThat(byName.keySet()).containsExactly("thing", "other");
        assertThat(byName.get("thing")).isCloseTo(1, within(1e-12));
        assertThat(byName.get("other")).isNaN();
    }

    @Test
    void aSurerMistakeHalvesThePrecision() {
        var truth = truth(object(1, 1, BOX, false));
        var mistake = found(2, BOX, 0.9);
        assertThat(precision(truth, found(1, BOX, 0.5), mistake)).isCloseTo(0.5, within(1e-12));
        assertThat(precision(truth, found(1, BOX, 0.95), mistake)).isCloseTo(1, within(1e-12));
        // Of equal scores the image with the smaller id comes first.
        assertThat(precision(truth, mistake, found(1, BOX, 0.9))).isCloseTo(1, within(1e-12));
    }

    /** 16.1 of 20 columns: an overlap of 0.805 passes seven of the ten thresholds. */
    @Test
    void aPartlyRightBoxPassesSomeThresholds() {
        var truth = truth(object(1, 1, BOX, false));
        double[] narrow = {10, 10, 16.1, 20};
        assertThat(precision(truth, found(1, narrow, 0.5))).isCloseTo(0.7, within(1e-12));
    }

    /** Half of the box: pycocotools passes over overlaps smaller than a threshold, not equal ones. */
    @Test
    void anOverlapOfExactlyTheThresholdPasses() {
        var truth = truth(object(1, 1, BOX, false));
        double[] half = {10, 10, 10, 20};
        assertThat(precision(truth, found(1, half, 0.5))).isCloseTo(0.1, within(1e-12));
    }

    /** An overlap of 0.62 passes three thresholds, though all of the box lies in the crowd. */
    @Test
    void anObjectThatCountsIsPreferredToACrowdThatOverlapsMore() {
        double[] crowd = {0, 0, 60, 60};
        var truth = truth(object(1, 1, BOX, false), object(2, 1, crowd, true));
        double[] narrow = {10, 10, 12.4, 20};
        assertThat(precision(truth, found(1, narrow, 0.5))).isCloseTo(0.3, within(1e-12));
    }

    /** One of two objects: precision 1 up to a recall of 0.5, which is 51 of 101 points. */
    @Test
    void aMissedObjectLimitsTheRecall() {
        var truth = truth(object(1, 1, BOX, false), object(2, 2, BOX, false));
        var evaluation = CocoEvaluation.of(truth, List.of(found(1, BOX, 0.5)), Kind.BOX);
        assertThat(evaluation.averagePrecision()).isCloseTo(51 / 101.0, within(1e-12));
        assertThat(evaluation.summary()[8]).isEqualTo(0.5);
    }

    @Test
    void resultsInACrowdAreNeitherRightNorWrong() {
        double[] crowd = {50, 50, 40, 40};
        double[] inside = {55, 55, 10, 10};
        var truth = truth(object(1, 1, BOX, false), object(2, 1, crowd, true));
        assertThat(
                        precision(
                                truth,
                                found(1, inside, 0.9),
                                found(1, crowd, 0.8),
                                found(1, BOX, 0.5)))
                .isCloseTo(1, within(1e-12));
        assertThat(precision(truth(object(1, 1, crowd, true)), found(1, crowd, 0.8)))
                .as("nothing that counts")
                .isEqualTo(-1);
    }

    @Test
    void withoutResultsEverythingIsZero() {
        var evaluation = CocoEvaluation.of(truth(MASKED), List.of(), Kind.MASK);
        assertThat(evaluation.summary()).containsExactly(0, 0, 0, 0, -1, -1, 0, 0, 0, 0, -1, -1);
        assertThat(evaluation.isDefined()).isTrue();
    }

    /** Undefined is not 0: pycocotools says −1, too, where there is nothing to find. */
    @Test
    void aFileOfBoxesSaysNothingAboutMasks() {
        var boxes = truth(object(1, 1, BOX, false));
        var found = new CocoResult(1, 1, BOX, 0.9, Optional.of(MASKED.mask().rle()));
        assertThat(CocoEvaluation.of(boxes, List.of(found), Kind.BOX).averagePrecision())
                .isCloseTo(1, within(1e-12));
        var masks = CocoEvaluation.of(boxes, List.of(found), Kind.MASK);
        assertThat(masks.isDefined()).isFalse();
        assertThat(masks.summary()).containsOnly(-1);
        assertThat(masks.classPrecision()).containsOnly(Double.NaN);
        var mixed = truth(MASKED, object(2, 1, new double[] {60, 60, 9, 9}, false));
        assertThat(CocoEvaluation.of(mixed, List.of(found), Kind.MASK).averagePrecision())
                .as("the object without a mask is not missed")
                .isCloseTo(1, within(1e-12));
    }

    /** Else pycocotools would take the area of the box, which puts masks into another size. */
    @Test
    void writtenMasksAreMeasuredByTheirOwnArea() {
        var found =
                new CocoResult(
                        1, 1, new double[] {0, 0, 90, 90}, 0.9, Optional.of(MASKED.mask().rle()));
        Path file = folder.resolve("results.segm.json");
        CocoResults.writeMasks(file, List.of(found));
        var truth = truth(MASKED);
        assertThat(CocoEvaluation.of(truth, CocoResults.read(file), Kind.MASK).summary())
                .containsExactly(CocoEvaluation.of(truth, List.of(found), Kind.MASK).summary());
        assertThat(CocoResults.read(file).getFirst().box()).isEqualTo(BOX);
    }

    @Test
    void resultsOfUnknownCategoriesDoNotCount() {
        var truth = truth(object(1, 1, BOX, false));
        var unknown = new CocoResult(1, 77, BOX, 0.9, Optional.empty());
        assertThat(precision(truth, unknown, found(1, BOX, 0.5))).isCloseTo(1, within(1e-12));
    }

    @Test
    void badResultsAreRefused() {
        var truth = truth();
        refused(found(3, BOX, 1), Kind.BOX, "is of image 3, which the annotations do not have");
        refused(found(1, BOX, Double.NaN), Kind.BOX, "its score is not a number");
        refused(found(1, BOX, 1), Kind.MASK, "has no mask");
        var small = new Rle(1, 1, new int[] {1});
        refused(
                new CocoResult(1, 1, BOX, 1, Optional.of(small)),
                Kind.MASK,
                "has a mask of 1 × 1, but image 1 is 100 × 100");
        assertThat(CocoEvaluation.of(truth, List.of(), Kind.BOX).averagePrecision()).isEqualTo(-1);
    }

    private static void refused(CocoResult result, Kind kind, String problem) {
        assertThatThrownBy(() -> CocoEvaluation.of(truth(), List.of(result), kind))
                .isInstanceOf(DataException.class)
                .hasMessage("result 1: " + problem);
    }
}
