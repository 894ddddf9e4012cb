package dev.tornadovim.pipeline.detection.box;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.SampleRandom.Purpose;
import dev.tornadovim.pipeline.detection.DetectronValues;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

class SelectionTest {

    private static final BoxCoder STAY = new BoxCoder(1, 1);

    @Test
    void suppressionKeepsWhatTorchvisionKeeps() {
        JsonNode values = DetectronValues.of("nms");
        int[] kept =
                new NonMaximumSuppression((float) values.get("threshold").asDouble())
                        .keep(
                                DetectronValues.boxes(values.get("boxes")),
                                DetectronValues.floats(values.get("scores")),
                                DetectronValues.ints(values.get("groups")),
                                Integer.MAX_VALUE);
        assertThat(kept).containsExactly(DetectronValues.ints(values.get("kept")));
    }

    @Test
    void suppressionStopsAtTheMostThatAreWanted() {
        Boxes apart = new Boxes(new float[] {0, 0, 1, 1, 2, 0, 3, 1, 4, 0, 5, 1});
        int[] kept =
                new NonMaximumSuppression(0.5f).keep(apart, new float[] {1, 3, 3}, new int[3], 2);
        assertThat(kept).containsExactly(1, 2);
    }

    @Test
    void scoresOrderByValueThenPosition() {
        float[] scores = {-1, 0f, 2, -0f, Float.NEGATIVE_INFINITY, 2, 1e-30f};
        assertThat(ScoreOrder.descending(scores, 7)).containsExactly(2, 5, 6, 1, 3, 0, 4);
        assertThat(ScoreOrder.descending(scores, 2)).containsExactly(2, 5);
    }

    @Test
    void proposalsAreDetectron2s() {
        JsonNode values = DetectronValues.of("proposals");
        List<Boxes> levels =
                List.of(
                        DetectronValues.boxes(values.get("boxes").get(0)),
                        DetectronValues.boxes(values.get("boxes").get(1)));
        List<float[]> logits =
                List.of(
                        DetectronValues.floats(values.get("logits").get(0)),
                        DetectronValues.floats(values.get("logits").get(1)));
        List<float[]> stay = levels.stream().map(l -> new float[4 * l.size()]).toList();
        ScoredBoxes proposals =
                new ProposalSelection(20, 14, new NonMaximumSuppression(0.7f))
                        .select(levels, STAY, stay, logits, 60, 50);
        assertThat(proposals.scores())
                .containsExactly(DetectronValues.floats(values.get("keptLogits")));
        assertThat(proposals.boxes()).isEqualTo(DetectronValues.boxes(values.get("kept")));
    }

    @Test
    void proposalsLeaveOutWhatIsEmptyOrNotFinite() {
        List<Boxes> level =
                List.of(new Boxes(new float[] {0, 0, 4, 4, 60, 0, 70, 4, 1, 1, 3, 3, 0, 0, 2, 2}));
        float[] deltas = new float[16];
        deltas[8] = Float.NaN;
        float[] logits = {1, 2, 3, Float.NaN};
        ScoredBoxes proposals =
                new ProposalSelection(9, 9, new NonMaximumSuppression(0.7f))
                        .select(level, STAY, List.of(deltas), List.of(logits), 50, 50);
        assertThat(proposals.boxes()).isEqualTo(new Boxes(new float[] {0, 0, 4, 4}));
    }

    @Test
    void detectionsAreDetectron2s() {
        JsonNode values = DetectronValues.of("detections");
        ScoredBoxes detections =
                new DetectionSelection(0.05f, new NonMaximumSuppression(0.5f), 20)
                        .select(
                                DetectronValues.boxes(values.get("boxes")),
                                DetectronValues.floats(values.get("scores")),
                                values.get("classes").asInt(),
                                values.get("height").asInt(),
                                values.get("width").asInt());
        assertThat(detections.boxes()).isEqualTo(DetectronValues.boxes(values.get("kept")));
        assertThat(detections.scores())
                .containsExactly(DetectronValues.floats(values.get("keptScores")));
        assertThat(detections.labels())
                .containsExactly(DetectronValues.ints(values.get("keptClasses")));
    }

    @Test
    void aSampleHasTheShareOfObjectsAndNoIgnoredCandidate() {
        byte[] labels = new byte[100];
        Arrays.fill(labels, 0, 30, Matcher.OBJECT);
        Arrays.fill(labels, 30, 50, Matcher.IGNORED);
        LabelSampler.Sample sample = new LabelSampler(40, 0.25).sample(labels, random(1));
        assertThat(sample.objects()).hasSize(10).doesNotHaveDuplicates();
        assertThat(sample.background()).hasSize(30).doesNotHaveDuplicates();
        assertThat(Arrays.stream(sample.objects())).allMatch(i -> i < 30);
        assertThat(Arrays.stream(sample.background())).allMatch(i -> i >= 50);
    }

    @Test
    void backgroundFillsUpWhatObjectsLeave() {
        byte[] labels = new byte[100];
        labels[7] = Matcher.OBJECT;
        LabelSampler.Sample sample = new LabelSampler(40, 0.25).sample(labels, random(1));
        assertThat(sample.objects()).containsExactly(7);
        assertThat(sample.background()).hasSize(39);
        LabelSampler.Sample all = new LabelSampler(400, 0.25).sample(labels, random(1));
        assertThat(all.background()).hasSize(99);
    }

    @Test
    void equalKeysGiveEqualSamplesAndOthersDoNot() {
        byte[] labels = new byte[1000];
        LabelSampler sampler = new LabelSampler(20, 0.5);
        assertThat(sampler.sample(labels, random(3)).background())
                .containsExactly(sampler.sample(labels, random(3)).background())
                .isNotEqualTo(sampler.sample(labels, random(4)).background());
    }

    private static SampleRandom random(long seed) {
        return SampleRandom.of(seed, Purpose.SAMPLE, 0, 0);
    }

    /** The same boxes in two levels, of which two overlap: each level keeps one of those. */
    @Test
    void proposalsOfDifferentLevelsDoNotSuppressEachOther() {
        Boxes level = new Boxes(new float[] {0, 0, 10, 10, 1, 0, 10, 10, 20, 20, 30, 30});
        ScoredBoxes proposals =
                new ProposalSelection(9, 9, new NonMaximumSuppression(0.7f))
                        .select(
                                List.of(level, level),
                                STAY,
                                List.of(new float[12], new float[12]),
                                List.of(new float[] {6, 5, 4}, new float[] {1, 2, 3}),
                                50,
                                50);
        assertThat(proposals.scores()).containsExactly(6, 4, 3, 2);
        assertThat(proposals.labels()).containsExactly(0, 0, 1, 1);
        assertThat(proposals.boxes())
                .isEqualTo(
                        new Boxes(
                                new float[] {
                                    0, 0, 10, 10, 20, 20, 30, 30, 20, 20, 30, 30, 1, 0, 10, 10
                                }));
    }

    /** torchvision drops what overlaps by more than the threshold: half of a box is not more. */
    @Test
    void anOverlapOfExactlyTheThresholdIsKept() {
        Boxes boxes = new Boxes(new float[] {0, 0, 10, 10, 0, 0, 10, 5, 0, 0, 10, 6});
        int[] kept =
                new NonMaximumSuppression(0.5f).keep(boxes, new float[] {3, 2, 1}, new int[3], 3);
        assertThat(kept).containsExactly(0, 1);
    }

    /** fast_rcnn_inference: finite boxes only, scores above the threshold. */
    @Test
    void detectionsAreFiniteBoxesAboveTheThreshold() {
        float nan = Float.NaN;
        Boxes boxes = new Boxes(new float[] {0, 0, 4, 4, 9, 9, nan, 12, 5, 5, 8, 8, 10, 0, 14, 4});
        float[] probabilities = {0.25f, 0.75f, 0.5f, 0.5f, 0.5f, 0.5f, 0.3f, 0.7f};
        ScoredBoxes found =
                new DetectionSelection(0.25f, new NonMaximumSuppression(0.5f), 9)
                        .select(boxes, probabilities, 1, 20, 20);
        assertThat(found.boxes()).isEqualTo(new Boxes(new float[] {5, 5, 8, 8, 10, 0, 14, 4}));
        assertThat(found.scores()).containsExactly(0.5f, 0.3f);
    }
}
