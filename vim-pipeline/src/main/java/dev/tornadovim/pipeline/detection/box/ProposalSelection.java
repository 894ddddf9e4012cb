package dev.tornadovim.pipeline.detection.box;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From the many boxes of a region proposal network to a few: the best of each level, clipped to the
 * image, without duplicates within a level, and of those the best (Detectron2's {@code
 * find_top_rpn_proposals}).
 *
 * @param beforeSuppression boxes of a level that go into the suppression of duplicates
 * @param afterSuppression boxes of an image that are left
 * @param suppression of boxes of the same level
 */
public record ProposalSelection(
        int beforeSuppression, int afterSuppression, NonMaximumSuppression suppression) {

    /**
     * Selects the proposals of one image; boxes that are empty or not finite are left out.
     *
     * @param anchors boxes of each level
     * @param coder how {@code deltas} move them
     * @param deltas four a box, by level
     * @param logits objectness, one a box, by level
     * @return proposals by descending logit, their labels are levels
     */
    public ScoredBoxes select(
            List<Boxes> anchors,
            BoxCoder coder,
            List<float[]> deltas,
            List<float[]> logits,
            int imageHeight,
            int imageWidth) {
        List<ScoredBoxes> levels = new ArrayList<>();
        for (int level = 0; level < anchors.size(); level++) {
            levels.add(
                    best(level, anchors.get(level), coder, deltas.get(level), logits.get(level)));
        }
        Boxes all = Boxes.concat(levels.stream().map(ScoredBoxes::boxes).toList());
        float[] scores = new float[all.size()];
        int[] levelOf = new int[all.size()];
        int at = 0;
        for (ScoredBoxes level : levels) {
            System.arraycopy(level.scores(), 0, scores, at, level.size());
            System.arraycopy(level.labels(), 0, levelOf, at, level.size());
            at += level.size();
        }
        Boxes clipped = all.clip(imageHeight, imageWidth);
        int[] usable =
                IntStream.range(0, all.size())
                        .filter(i -> all.finite(i) && Float.isFinite(scores[i]))
                        .filter(clipped::nonEmpty)
                        .toArray();
        ScoredBoxes candidates = new ScoredBoxes(clipped, scores, levelOf).select(usable);
        return candidates.select(
                suppression.keep(
                        candidates.boxes(),
                        candidates.scores(),
                        candidates.labels(),
                        afterSuppression));
    }

    private ScoredBoxes best(
            int level, Boxes anchors, BoxCoder coder, float[] deltas, float[] logits) {
        int[] order = ScoreOrder.descending(logits, beforeSuppression);
        float[] boxes = new float[4 * order.length];
        float[] scores = new float[order.length];
        int[] levels = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            coder.decode(anchors, order[i], deltas, 4 * order[i], boxes, 4 * i);
            scores[i] = logits[order[i]];
            levels[i] = level;
        }
        return new ScoredBoxes(new Boxes(boxes), scores, levels);
    }
}
