package dev.tornadovim.pipeline.detection.box;

import java.util.ArrayList;
import java.util.List;

/**
 * From class probabilities of boxes to detections: every class of a box above a threshold is one,
 * duplicates within a class are dropped, the best are left (Detectron2's {@code
 * fast_rcnn_inference}).
 *
 * @param scoreThreshold detections have a larger score
 * @param suppression of boxes of the same class
 * @param most detections of an image
 */
public record DetectionSelection(
        float scoreThreshold, NonMaximumSuppression suppression, int most) {

    /**
     * Selects the detections of one image; boxes that are not finite are left out.
     *
     * @param boxes one for all classes
     * @param probabilities of the classes and, last, of background, for each box
     */
    public ScoredBoxes select(
            Boxes boxes, float[] probabilities, int classes, int imageHeight, int imageWidth) {
        Boxes clipped = boxes.clip(imageHeight, imageWidth);
        List<Integer> positions = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) {
            for (int c = 0; c < classes && boxes.finite(i); c++) {
                if (probabilities[i * (classes + 1) + c] > scoreThreshold) {
                    positions.add(i);
                    labels.add(c);
                }
            }
        }
        float[] scores = new float[positions.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = probabilities[positions.get(i) * (classes + 1) + labels.get(i)];
        }
        ScoredBoxes candidates =
                new ScoredBoxes(clipped.select(array(positions)), scores, array(labels));
        return candidates.select(
                suppression.keep(candidates.boxes(), scores, candidates.labels(), most));
    }

    private static int[] array(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
