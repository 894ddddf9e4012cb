package dev.tornadovim.pipeline.detection.box;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps, of boxes that overlap, the one with the highest score: boxes are visited by descending
 * score, and one is dropped that overlaps an already kept box of its group by more than the
 * threshold. Groups are classes, or levels of a pyramid (torchvision's {@code batched_nms}).
 *
 * @param threshold largest overlap (intersection over union) of two kept boxes of a group
 */
public record NonMaximumSuppression(float threshold) {

    /**
     * Suppresses duplicates.
     *
     * @param groups group of each box
     * @param most largest number of boxes to keep
     * @return positions of the kept boxes by descending score; equal scores in the order of the boxes
     */
    public int[] keep(Boxes boxes, float[] scores, int[] groups, int most) {
        Map<Integer, List<Integer>> keptOf = new HashMap<>();
        List<Integer> kept = new ArrayList<>();
        for (int i : ScoreOrder.descending(scores, scores.length)) {
            if (kept.size() == most) {
                break;
            }
            List<Integer> group = keptOf.computeIfAbsent(groups[i], g -> new ArrayList<>());
            if (!overlapsOne(boxes, i, group)) {
                group.add(i);
                kept.add(i);
            }
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    private boolean overlapsOne(Boxes boxes, int i, List<Integer> kept) {
        for (int k : kept) {
            if (boxes.iou(k, boxes, i) > threshold) {
                return true;
            }
        }
        return false;
    }
}
