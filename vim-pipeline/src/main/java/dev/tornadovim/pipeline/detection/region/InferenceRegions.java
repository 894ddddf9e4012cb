package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig;
import dev.tornadovim.pipeline.detection.box.BoxCoder;
import dev.tornadovim.pipeline.detection.box.Boxes;
import dev.tornadovim.pipeline.detection.box.DetectionSelection;
import dev.tornadovim.pipeline.detection.box.LevelAssignment;
import dev.tornadovim.pipeline.detection.box.NonMaximumSuppression;
import dev.tornadovim.pipeline.detection.box.ScoredBoxes;
import dev.tornadovim.pipeline.detection.network.BoxHead;
import dev.tornadovim.pipeline.detection.network.ProposalHead;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Boxes of a program that detects: proposals, their refinements, and in the end detections. */
public final class InferenceRegions {

    private final DetectionConfig config;
    private final Anchors anchors;
    private final List<RegionSlots> regions = new ArrayList<>();
    private final RegionSlots detected;
    private final Slots labels;
    private final Boxes[] boxes;
    private final ScoredBoxes[] detections;
    private final boolean[] finite;
    private final int[] heights;
    private final int[] widths;

    /**
     * Allocates all boxes.
     *
     * @param maps levels of the pyramid
     * @param strides their strides, in pixels
     */
    public InferenceRegions(DetectionConfig config, List<Tensor> maps, List<Integer> strides) {
        this.config = config;
        int batch = maps.getFirst().dim(0);
        anchors = Anchors.of(config.proposals(), maps, strides, false);
        LevelAssignment levels = config.boxes().levels(strides);
        int proposals = config.proposals().afterSuppression().of(false);
        for (int k = 0; k < config.boxes().stages().size(); k++) {
            regions.add(new RegionSlots("boxes." + k, levels, batch, proposals));
        }
        int most = config.output().detections();
        detected = new RegionSlots("detections", levels, batch, most);
        labels = new Slots("detections.labels", Shape.of(batch * most));
        boxes = new Boxes[batch];
        detections = new ScoredBoxes[batch];
        finite = new boolean[batch];
        heights = new int[batch];
        widths = new int[batch];
    }

    /** Sets the size of an image of the next batch, without padding. */
    public void setSize(int image, int height, int width) {
        heights[image] = height;
        widths[image] = width;
    }

    /** Boxes for a stage of the cascade, [batch · places, 6]. */
    public Tensor regions(int stage) {
        return regions.get(stage).tensor();
    }

    /** Boxes for the mask head, [batch · detections, 6]. */
    public Tensor detected() {
        return detected.tensor();
    }

    /** Their classes, [batch · detections]. */
    public Tensor labels() {
        return labels.tensor();
    }

    /** The detections of an image of the last batch, by descending score. */
    public ScoredBoxes detections(int image) {
        return detections[image];
    }

    /** Whether all that the heads predicted for an image of the last batch are finite numbers. */
    public boolean isFinite(int image) {
        return finite[image];
    }

    /** Appends the stage that follows the proposal network. */
    public void afterProposals(ProgramBuilder builder, ProposalHead.Prediction prediction) {
        builder.hostStage(
                "regions",
                List.of(prediction.logits(), prediction.deltas()),
                List.of(regions(0)),
                () -> propose(prediction.logits().toArray(), prediction.deltas().toArray()));
    }

    /** Appends the stage that makes boxes for {@code stage} of what the one before predicted. */
    public void refine(ProgramBuilder builder, int stage, BoxHead.Prediction before) {
        builder.hostStage(
                "regions." + stage,
                List.of(before.deltas()),
                List.of(regions(stage)),
                () -> refine(stage, before.deltas().toArray()));
    }

    /** Appends the stage that follows the cascade; scores are means over its stages. */
    public void detect(ProgramBuilder builder, List<BoxHead.Prediction> stages) {
        List<Tensor> reads =
                new ArrayList<>(stages.stream().map(BoxHead.Prediction::logits).toList());
        reads.add(stages.getLast().deltas());
        builder.hostStage(
                "detections",
                reads,
                List.of(detected(), labels()),
                () ->
                        detect(
                                stages.stream().map(s -> s.logits().toArray()).toList(),
                                stages.getLast().deltas().toArray()));
    }

    private void propose(float[] logits, float[] deltas) {
        int anchorCount = logits.length / boxes.length;
        eachImage(
                image -> {
                    finite[image] =
                            areFinite(logits, image, anchorCount, anchorCount)
                                    && areFinite(deltas, image, 4 * anchorCount, 4 * anchorCount);
                    boxes[image] =
                            anchors.proposals(image, logits, deltas, heights[image], widths[image])
                                    .boxes();
                    regions.getFirst().set(image, boxes[image]);
                });
        regions.getFirst().write();
    }

    private void refine(int stage, float[] deltas) {
        eachImage(
                image -> {
                    finite[image] &= areFinite(deltas, image, 4);
                    boxes[image] =
                            refined(stage - 1, image, deltas).clip(heights[image], widths[image]);
                    regions.get(stage).set(image, boxes[image]);
                });
        regions.get(stage).write();
    }

    private Boxes refined(int stage, int image, float[] deltas) {
        var weights = config.boxes().stages().get(stage);
        var coder = new BoxCoder(weights.centreWeight(), weights.sideWeight());
        float[] refined = new float[4 * boxes[image].size()];
        int first = 4 * image * regions.getFirst().perImage();
        for (int i = 0; i < boxes[image].size(); i++) {
            coder.decode(boxes[image], i, deltas, first + 4 * i, refined, 4 * i);
        }
        return new Boxes(refined);
    }

    private void detect(List<float[]> logits, float[] deltas) {
        var selection =
                new DetectionSelection(
                        config.output().score(),
                        new NonMaximumSuppression(config.output().overlap()),
                        config.output().detections());
        eachImage(
                image -> {
                    finite[image] &= areFinite(deltas, image, 4);
                    for (float[] stage : logits) {
                        finite[image] &= areFinite(stage, image, config.classes() + 1);
                    }
                    ScoredBoxes found =
                            selection.select(
                                    refined(regions.size() - 1, image, deltas),
                                    probabilities(logits, image),
                                    config.classes(),
                                    heights[image],
                                    widths[image]);
                    detections[image] = found;
                    detected.set(image, found.boxes());
                    for (int i = 0; i < detected.perImage(); i++) {
                        labels.values()[image * detected.perImage() + i] =
                                i < found.size() ? found.labels()[i] : -1;
                    }
                });
        detected.write();
        labels.write();
    }

    /** Mean over the stages of the softmax over the classes, for the boxes of one image. */
    private float[] probabilities(List<float[]> logits, int image) {
        int columns = config.classes() + 1;
        float[] mean = new float[boxes[image].size() * columns];
        int first = image * regions.getFirst().perImage() * columns;
        double[] exponentials = new double[columns];
        for (float[] stage : logits) {
            for (int row = 0; row < mean.length; row += columns) {
                double max = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < columns; c++) {
                    max = Math.max(max, stage[first + row + c]);
                }
                double sum = 0;
                for (int c = 0; c < columns; c++) {
                    exponentials[c] = Math.exp(stage[first + row + c] - max);
                    sum += exponentials[c];
                }
                for (int c = 0; c < columns; c++) {
                    mean[row + c] += (float) (exponentials[c] / sum / logits.size());
                }
            }
        }
        return mean;
    }

    /** Whether what was predicted for the boxes of an image is finite, {@code columns} for each. */
    private boolean areFinite(float[] values, int image, int columns) {
        int places = regions.getFirst().perImage() * columns;
        return areFinite(values, image, places, boxes[image].size() * columns);
    }

    private static boolean areFinite(float[] values, int image, int perImage, int count) {
        int first = image * perImage;
        for (int i = first; i < first + count; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }

    private void eachImage(IntConsumer body) {
        IntStream.range(0, boxes.length).parallel().forEach(body);
    }
}
