package dev.tornadovim.pipeline.detection.box;

/**
 * Assigns to each candidate box the ground truth it overlaps most, and says by that overlap whether
 * the candidate is an example of an object, of background, or of nothing (Detectron2's {@code
 * Matcher}).
 *
 * @param background candidates whose overlap is below are background
 * @param object candidates whose overlap is at least this are objects; those between are ignored
 * @param lowQuality whether the best candidates of each ground truth are objects however small the
 *     overlap, unless there is none (Faster R-CNN, §3.1.2, case i)
 */
public record Matcher(float background, float object, boolean lowQuality) {

    /** Label of a candidate that nothing is learned from. */
    public static final byte IGNORED = -1;

    /** Label of background. */
    public static final byte BACKGROUND = 0;

    /** Label of an object. */
    public static final byte OBJECT = 1;

    /**
     * What each candidate was assigned.
     *
     * @param truth index of the ground truth that the candidate overlaps most; 0 when there is none
     * @param labels {@link #OBJECT}, {@link #BACKGROUND} or {@link #IGNORED}
     */
    public record Matches(int[] truth, byte[] labels) {}

    /** Thresholds in order, above zero. */
    public Matcher {
        if (!(background > 0 && background <= object)) {
            throw new IllegalArgumentException(
                    "overlaps for background and objects must grow from above 0, not %s, %s"
                            .formatted(background, object));
        }
    }

    /** Without ground truth, every candidate is background. */
    public Matches match(Boxes truth, Boxes candidates) {
        int[] best = new int[candidates.size()];
        byte[] labels = new byte[candidates.size()];
        float[] bestOfTruth = new float[truth.size()];
        for (int i = 0; i < labels.length; i++) {
            float overlap = 0;
            for (int j = 0; j < bestOfTruth.length; j++) {
                float iou = truth.iou(j, candidates, i);
                if (iou > overlap) {
                    overlap = iou;
                    best[i] = j;
                }
                bestOfTruth[j] = Math.max(bestOfTruth[j], iou);
            }
            labels[i] = overlap < background ? BACKGROUND : overlap < object ? IGNORED : OBJECT;
        }
        if (lowQuality) {
            addBestOfEach(truth, candidates, bestOfTruth, labels);
        }
        return new Matches(best, labels);
    }

    /** Ties included. The candidate stays assigned to the truth that it overlaps most itself. */
    private static void addBestOfEach(
            Boxes truth, Boxes candidates, float[] bestOfTruth, byte[] labels) {
        for (int i = 0; i < labels.length; i++) {
            for (int j = 0; j < bestOfTruth.length && labels[i] != OBJECT; j++) {
                if (bestOfTruth[j] > 0 && truth.iou(j, candidates, i) == bestOfTruth[j]) {
                    labels[i] = OBJECT;
                }
            }
        }
    }
}
