package dev.tornadovim.pipeline.metric;

import java.util.stream.IntStream;

/**
 * Results of one class in one image, by falling score, and the objects they may match.
 *
 * @param scores of the results
 * @param areas of the results, in pixels
 * @param objectAreas of the objects, in pixels
 * @param crowd whether an object is a crowd, which is not counted and may match any number of
 *     results
 * @param iou intersection over union, {@code [result][object]}
 */
record Candidates(
        double[] scores, double[] areas, double[] objectAreas, boolean[] crowd, double[][] iou) {
    static final int THRESHOLDS = 10;

    /**
     * The results that are correct.
     *
     * @param hit {@code [threshold][result]}
     * @param ignored {@code [threshold][result]}: neither correct nor wrong
     * @param objects that count
     */
    record Matches(double[] scores, boolean[][] hit, boolean[][] ignored, int objects) {}

    /** The minimum intersection over union of a match: 0.5, 0.55 … 0.95, as {@code numpy.linspace}. */
    static double threshold(int t) {
        return t == THRESHOLDS - 1 ? 0.95 : 0.5 + t * ((0.95 - 0.5) / (THRESHOLDS - 1));
    }

    /**
     * Matches each result, by falling score, with the unmatched object it overlaps most. Crowds and
     * objects whose area is out of range are not counted: they are matched only where no other
     * object fits. A result is ignored if it matches one of those, or matches nothing and is out of
     * range itself.
     */
    Matches match(double leastArea, double mostArea) {
        int n = objectAreas.length;
        boolean[] aside = new boolean[n];
        for (int g = 0; g < n; g++) {
            aside[g] = crowd[g] || objectAreas[g] < leastArea || objectAreas[g] > mostArea;
        }
        // Those that count first, each group in its own order.
        int[] order =
                IntStream.concat(
                                IntStream.range(0, n).filter(g -> !aside[g]),
                                IntStream.range(0, n).filter(g -> aside[g]))
                        .toArray();
        boolean[][] hit = new boolean[THRESHOLDS][scores.length];
        boolean[][] ignored = new boolean[THRESHOLDS][scores.length];
        for (int t = 0; t < THRESHOLDS; t++) {
            boolean[] given = new boolean[n];
            for (int d = 0; d < scores.length; d++) {
                int object = choose(iou[d], order, aside, given, threshold(t));
                if (object >= 0) {
                    given[object] = true;
                    hit[t][d] = true;
                    ignored[t][d] = aside[object];
                } else {
                    ignored[t][d] = areas[d] < leastArea || areas[d] > mostArea;
                }
            }
        }
        int counting = (int) IntStream.range(0, n).filter(g -> !aside[g]).count();
        return new Matches(scores, hit, ignored, counting);
    }

    /** The object for one result, −1 for none; of equal overlaps the last one. */
    private int choose(
            double[] overlaps, int[] order, boolean[] aside, boolean[] given, double threshold) {
        double best = Math.min(threshold, 1 - 1e-10);
        int chosen = -1;
        for (int g : order) {
            if (given[g] && !crowd[g]) {
                continue;
            }
            if (chosen >= 0 && !aside[chosen] && aside[g]) {
                break;
            }
            if (overlaps[g] >= best) {
                best = overlaps[g];
                chosen = g;
            }
        }
        return chosen;
    }
}
