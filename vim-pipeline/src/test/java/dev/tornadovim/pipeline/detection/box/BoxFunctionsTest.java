package dev.tornadovim.pipeline.detection.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tornadovim.pipeline.detection.DetectronValues;

import org.junit.jupiter.api.Test;

import java.util.List;

class BoxFunctionsTest {

    @Test
    void anchorsAreDetectron2s() {
        AnchorGenerator anchors =
                new AnchorGenerator(
                        List.of(List.of(32.0, 48.0), List.of(64.0, 96.0)),
                        List.of(0.5, 1.0, 2.0),
                        List.of(4, 8));
        JsonNode expected = DetectronValues.of("anchors");
        assertThat(anchors.level(0, 2, 3)).isEqualTo(DetectronValues.boxes(expected.get(0)));
        assertThat(anchors.level(1, 1, 2)).isEqualTo(DetectronValues.boxes(expected.get(1)));
    }

    @Test
    void offsetsOfBoxesAreDetectron2s() {
        JsonNode values = DetectronValues.of("coder");
        BoxCoder coder = new BoxCoder(10, 5);
        Boxes source = DetectronValues.boxes(values.get("source"));
        Boxes target = DetectronValues.boxes(values.get("target"));
        float[] deltas = new float[4 * source.size()];
        for (int i = 0; i < source.size(); i++) {
            coder.encode(source, i, target, i, deltas, 4 * i);
        }
        assertThat(deltas)
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(DetectronValues.floats(values.get("encoded")));
        assertThat(coder.decode(source, deltas).xyxy())
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(target.xyxy());
    }

    @Test
    void offsetsLeadToDetectron2sBoxesEvenWhenTheyAreTooLarge() {
        JsonNode values = DetectronValues.of("coder");
        Boxes source = DetectronValues.boxes(values.get("source"));
        float[] deltas = DetectronValues.floats(values.get("deltas"));
        float[] expected = DetectronValues.floats(values.get("decoded"));
        float[] decoded = new BoxCoder(10, 5).decode(source, deltas).xyxy();
        for (int i = 0; i < expected.length; i++) {
            assertThat(decoded[i])
                    .as("coordinate %d", i)
                    .isCloseTo(expected[i], within(1e-5f * (1 + Math.abs(expected[i]))));
        }
    }

    @Test
    void overlapsAreDetectron2s() {
        JsonNode values = DetectronValues.of("matcher");
        Boxes truth = DetectronValues.boxes(values.get("truth"));
        Boxes candidates = DetectronValues.boxes(values.get("candidates"));
        float[] expected = DetectronValues.floats(values.get("iou"));
        for (int i = 0; i < expected.length; i++) {
            assertThat(truth.iou(i / candidates.size(), candidates, i % candidates.size()))
                    .as("pair %d", i)
                    .isEqualTo(expected[i]);
        }
    }

    @Test
    void matchesAreDetectron2s() {
        JsonNode values = DetectronValues.of("matcher");
        Boxes truth = DetectronValues.boxes(values.get("truth"));
        Boxes candidates = DetectronValues.boxes(values.get("candidates"));
        check(new Matcher(0.3f, 0.7f, true).match(truth, candidates), values.get("rpn"));
        check(new Matcher(0.5f, 0.5f, false).match(truth, candidates), values.get("head"));
    }

    private static void check(Matcher.Matches matches, JsonNode expected) {
        assertThat(matches.truth()).containsExactly(DetectronValues.ints(expected.get("truth")));
        for (int i = 0; i < matches.labels().length; i++) {
            assertThat((int) matches.labels()[i])
                    .as("label of candidate %d", i)
                    .isEqualTo(expected.get("labels").get(i).asInt());
        }
    }

    @Test
    void withoutGroundTruthAllIsBackground() {
        Boxes candidates = new Boxes(new float[] {0, 0, 4, 4, 2, 2, 8, 8});
        Matcher.Matches matches = new Matcher(0.3f, 0.7f, true).match(Boxes.none(), candidates);
        assertThat(matches.labels()).containsOnly(Matcher.BACKGROUND);
    }

    @Test
    void aTruthThatNothingOverlapsMakesNoObjects() {
        Boxes candidates = new Boxes(new float[] {0, 0, 4, 4, 2, 2, 8, 8});
        Boxes truth = new Boxes(new float[] {20, 20, 30, 30});
        Matcher.Matches matches = new Matcher(0.3f, 0.7f, true).match(truth, candidates);
        assertThat(matches.labels()).containsOnly(Matcher.BACKGROUND);
    }

    @Test
    void levelsAreDetectron2s() {
        JsonNode values = DetectronValues.of("levels");
        Boxes boxes = DetectronValues.boxes(values.get("boxes"));
        LevelAssignment levels = new LevelAssignment(2, 5, 4, 224);
        for (int i = 0; i < boxes.size(); i++) {
            assertThat(levels.levelOf(boxes, i))
                    .as("level of box %d", i)
                    .isEqualTo(values.get("assigned").get(i).asInt());
        }
    }

    /** Detectron2's Matcher: a label holds from its lower threshold on, up to the next one. */
    @Test
    void anOverlapOfExactlyAThresholdHasTheLabelAboveIt() {
        Boxes truth = new Boxes(new float[] {0, 0, 8, 8});
        Boxes candidates = new Boxes(new float[] {0, 0, 8, 6, 0, 0, 8, 5, 0, 0, 8, 4, 0, 0, 8, 3});
        assertThat(new Matcher(0.5f, 0.75f, false).match(truth, candidates).labels())
                .containsExactly(
                        Matcher.OBJECT, Matcher.IGNORED, Matcher.IGNORED, Matcher.BACKGROUND);
        assertThat(new Matcher(0.5f, 0.5f, false).match(truth, candidates).labels())
                .containsExactly(
                        Matcher.OBJECT, Matcher.OBJECT, Matcher.OBJECT, Matcher.BACKGROUND);
    }

    @Test
    void boxesWithoutAreaAreEmptyAndOverlapNothing() {
        Boxes boxes = new Boxes(new float[] {3, 3, 3, 9, 3, 3, 9, 3, 3, 3, 4, 4});
        assertThat(boxes.nonEmpty(0)).isFalse();
        assertThat(boxes.nonEmpty(1)).isFalse();
        assertThat(boxes.nonEmpty(2)).isTrue();
        assertThat(boxes.iou(0, boxes, 0)).isZero();
        assertThat(boxes.iou(1, boxes, 1)).isZero();
    }
}
