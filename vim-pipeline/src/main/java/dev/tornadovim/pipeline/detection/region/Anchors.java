package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig.Proposals;
import dev.tornadovim.pipeline.detection.box.AnchorGenerator;
import dev.tornadovim.pipeline.detection.box.Boxes;
import dev.tornadovim.pipeline.detection.box.NonMaximumSuppression;
import dev.tornadovim.pipeline.detection.box.ProposalSelection;
import dev.tornadovim.pipeline.detection.box.ScoredBoxes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The anchors of all levels, and the proposals that predictions make of them.
 *
 * @param levels anchors, finest level first
 * @param selection of the best proposals
 */
record Anchors(List<Boxes> levels, ProposalSelection selection) {

    /**
     * The anchors of a pyramid.
     *
     * @param maps its levels, [batch, height, width, channels]
     */
    static Anchors of(
            Proposals config, List<Tensor> maps, List<Integer> strides, boolean training) {
        var generator = new AnchorGenerator(config.anchorSizes(), config.ratios(), strides);
        List<Boxes> levels = new ArrayList<>();
        for (int i = 0; i < maps.size(); i++) {
            levels.add(generator.level(i, maps.get(i).dim(1), maps.get(i).dim(2)));
        }
        return new Anchors(
                List.copyOf(levels),
                new ProposalSelection(
                        config.beforeSuppression().of(training),
                        config.afterSuppression().of(training),
                        new NonMaximumSuppression(config.overlap())));
    }

    /** All anchors, level after level. */
    Boxes all() {
        return Boxes.concat(levels);
    }

    /**
     * The proposals for one image.
     *
     * @param logits of all anchors of all images
     * @param deltas of all anchors of all images
     */
    ScoredBoxes proposals(int image, float[] logits, float[] deltas, int height, int width) {
        int total = levels.stream().mapToInt(Boxes::size).sum();
        int at = image * total;
        List<float[]> levelLogits = new ArrayList<>();
        List<float[]> levelDeltas = new ArrayList<>();
        for (Boxes level : levels) {
            int end = at + level.size();
            levelLogits.add(Arrays.copyOfRange(logits, at, end));
            levelDeltas.add(Arrays.copyOfRange(deltas, 4 * at, 4 * end));
            at = end;
        }
        return selection.select(
                levels, AnchorTargets.CODER, levelDeltas, levelLogits, height, width);
    }
}
