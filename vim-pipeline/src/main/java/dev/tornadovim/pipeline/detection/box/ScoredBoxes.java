package dev.tornadovim.pipeline.detection.box;

/**
 * Boxes with scores and classes, by descending score.
 *
 * @param boxes in pixels
 * @param scores of the boxes
 * @param labels class of each box, or level of the pyramid for proposals
 */
public record ScoredBoxes(Boxes boxes, float[] scores, int[] labels) {

    /** The boxes at these positions, in their order. */
    ScoredBoxes select(int[] positions) {
        float[] chosenScores = new float[positions.length];
        int[] chosenLabels = new int[positions.length];
        for (int i = 0; i < positions.length; i++) {
            chosenScores[i] = scores[positions[i]];
            chosenLabels[i] = labels[positions[i]];
        }
        return new ScoredBoxes(boxes.select(positions), chosenScores, chosenLabels);
    }

    /** Number of boxes. */
    public int size() {
        return scores.length;
    }
}
