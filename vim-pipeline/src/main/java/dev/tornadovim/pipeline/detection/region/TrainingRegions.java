package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig;
import dev.tornadovim.pipeline.detection.box.Boxes;
import dev.tornadovim.pipeline.detection.box.LabelSampler;
import dev.tornadovim.pipeline.detection.box.Matcher;
import dev.tornadovim.pipeline.detection.network.BoxHead;
import dev.tornadovim.pipeline.detection.network.ProposalHead;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Boxes and targets of a program for training. Images are worked on in parallel, each by itself and
 * with random numbers of its own, so results do not depend on the number of threads.
 */
public final class TrainingRegions {

    private final DetectionConfig config;
    private final Anchors anchors;
    private final AnchorTargets anchorTargets;
    private final List<BoxTargets> boxTargets = new ArrayList<>();
    private final List<Matcher> matchers;
    private final MaskTargets maskTargets;
    private final Sampling sampling;
    private final int batch;
    private List<Truth> truths = List.of();

    /**
     * Allocates all targets.
     *
     * @param maps levels of the pyramid
     * @param strides their strides, in pixels
     * @param key key of the step's random choices
     */
    public TrainingRegions(
            DetectionConfig config, List<Tensor> maps, List<Integer> strides, Tensor key) {
        this.config = config;
        batch = maps.getFirst().dim(0);
        anchors = Anchors.of(config.proposals(), maps, strides, true);
        anchorTargets = new AnchorTargets(config.proposals(), anchors.all(), batch);
        sampling = new Sampling(key);
        LabelSampler sampler = config.boxes().sampler();
        var levels = config.boxes().levels(strides);
        for (int k = 0; k < config.boxes().stages().size(); k++) {
            boxTargets.add(
                    new BoxTargets(
                            "boxes." + k,
                            config.boxes().stages().get(k),
                            levels,
                            config.classes(),
                            batch,
                            sampler.count()));
        }
        maskTargets = new MaskTargets(levels, config.masks().side(), batch, sampler.objects());
        matchers =
                config.boxes().stages().stream()
                        .map(stage -> new Matcher(stage.overlap(), stage.overlap(), false))
                        .toList();
    }

    /** Sets what is in the images of the next batch. */
    public void setTruths(List<Truth> next) {
        if (next.size() != batch) {
            throw new IllegalArgumentException(
                    "objects of %d images for a batch of %d".formatted(next.size(), batch));
        }
        truths = List.copyOf(next);
    }

    /** Targets of the proposal network. */
    public AnchorTargets anchorTargets() {
        return anchorTargets;
    }

    /** Boxes and targets of a stage of the cascade. */
    public BoxTargets boxTargets(int stage) {
        return boxTargets.get(stage);
    }

    /** Boxes and targets of the mask head. */
    public MaskTargets maskTargets() {
        return maskTargets;
    }

    /** Appends the stage that follows the proposal network. */
    public void afterProposals(ProgramBuilder builder, ProposalHead.Prediction prediction) {
        List<Tensor> writes = new ArrayList<>(anchorTargets.written());
        writes.addAll(boxTargets.getFirst().written());
        writes.addAll(maskTargets.written());
        builder.hostStage(
                "regions",
                List.of(prediction.logits(), prediction.deltas(), sampling.key()),
                writes,
                () -> sample(prediction.logits().toArray(), prediction.deltas().toArray()));
    }

    /** Appends the stage that makes boxes for {@code stage} of what the one before predicted. */
    public void refine(ProgramBuilder builder, int stage, BoxHead.Prediction before) {
        builder.hostStage(
                "regions." + stage,
                List.of(before.deltas()),
                boxTargets.get(stage).written(),
                () -> refine(stage, before.deltas().toArray()));
    }

    private void sample(float[] logits, float[] deltas) {
        anchorTargets.clear();
        eachImage(
                image -> {
                    Truth truth = truths.get(image);
                    anchorTargets.set(image, truth, sampling.random(Sampling.Use.ANCHORS, image));
                    sampleProposals(image, truth, proposals(image, truth, logits, deltas));
                });
        anchorTargets.write();
        boxTargets.getFirst().write();
        maskTargets.write();
    }

    /** Objects are proposals too: at first nothing else would overlap them enough. */
    private Boxes proposals(int image, Truth truth, float[] logits, float[] deltas) {
        Boxes proposed =
                anchors.proposals(image, logits, deltas, truth.height(), truth.width()).boxes();
        return Boxes.concat(List.of(proposed, truth.boxes()));
    }

    private void sampleProposals(int image, Truth truth, Boxes proposals) {
        Matcher.Matches matches = matchers.getFirst().match(truth.boxes(), proposals);
        LabelSampler.Sample sample =
                config.boxes()
                        .sampler()
                        .sample(matches.labels(), sampling.random(Sampling.Use.PROPOSALS, image));
        int[] objects = sample.objects();
        int[] taken =
                IntStream.concat(Arrays.stream(objects), Arrays.stream(sample.background()))
                        .toArray();
        Boxes boxes = proposals.select(taken);
        boxTargets.getFirst().set(image, truth, boxes, truthOf(matches, taken));
        maskTargets.set(image, truth, proposals.select(objects), truthOf(matches, objects));
    }

    private void refine(int stage, float[] deltas) {
        eachImage(
                image -> {
                    Truth truth = truths.get(image);
                    Boxes boxes = boxTargets.get(stage - 1).refined(image, truth, deltas);
                    Matcher.Matches matches = matchers.get(stage).match(truth.boxes(), boxes);
                    int[] all = IntStream.range(0, boxes.size()).toArray();
                    boxTargets.get(stage).set(image, truth, boxes, truthOf(matches, all));
                });
        boxTargets.get(stage).write();
    }

    private static int[] truthOf(Matcher.Matches matches, int[] positions) {
        return Arrays.stream(positions)
                .map(i -> matches.labels()[i] == Matcher.OBJECT ? matches.truth()[i] : -1)
                .toArray();
    }

    private void eachImage(IntConsumer body) {
        IntStream.range(0, batch).parallel().forEach(body);
    }
}
