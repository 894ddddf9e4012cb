package dev.tornadovim.pipeline.metric;

import dev.tornadovim.pipeline.metric.Candidates.Matches;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Precision over recall of one class, for each threshold of overlap.
 *
 * @param precision {@code [threshold][recall]}: the best precision at a recall of 0, 0.01 … 1 or more, 0
 *     where it is not reached
 * @param recall {@code [threshold]}: of all results
 */
record PrecisionRecall(double[][] precision, double[] recall) {
    /** Maximum number of results per class and image. */
    static final int MOST_RESULTS = 100;

    private static final int POINTS = 101;

    private record Result(double score, Matches matches, int index) {}

    /**
     * Puts the results of all images in one order.
     *
     * @param images in the order of their ids
     * @param most results per image
     * @return null if there is no object that counts
     */
    static PrecisionRecall of(List<Matches> images, int most) {
        int objects = images.stream().mapToInt(Matches::objects).sum();
        if (objects == 0) {
            return null;
        }
        var results = new ArrayList<Result>();
        for (var image : images) {
            for (int d = 0; d < Math.min(most, image.scores().length); d++) {
                results.add(new Result(image.scores()[d], image, d));
            }
        }
        // Stable, so that of equal scores the image with the smaller id comes first.
        results.sort((a, b) -> a.score > b.score ? -1 : a.score < b.score ? 1 : 0);
        double[][] precision = new double[Candidates.THRESHOLDS][];
        double[] recall = new double[Candidates.THRESHOLDS];
        for (int t = 0; t < recall.length; t++) {
            double[] recalls = new double[results.size()];
            double[] precisions = new double[results.size()];
            int right = 0;
            int wrong = 0;
            for (int i = 0; i < recalls.length; i++) {
                var result = results.get(i);
                if (!result.matches.ignored()[t][result.index]) {
                    boolean hit = result.matches.hit()[t][result.index];
                    right += hit ? 1 : 0;
                    wrong += hit ? 0 : 1;
                }
                recalls[i] = (double) right / objects;
                precisions[i] = right / (wrong + right + Math.ulp(1.0));
            }
            recall[t] = (double) right / objects;
            precision[t] = sampled(recalls, precisions);
        }
        return new PrecisionRecall(precision, recall);
    }

    private static double[] sampled(double[] recalls, double[] precisions) {
        for (int i = precisions.length - 1; i > 0; i--) {
            precisions[i - 1] = Math.max(precisions[i - 1], precisions[i]);
        }
        double[] sampled = new double[POINTS];
        int i = 0;
        for (int r = 0; r < POINTS; r++) {
            double wanted = r == POINTS - 1 ? 1 : r * (1.0 / (POINTS - 1));
            while (i < recalls.length && recalls[i] < wanted) {
                i++;
            }
            sampled[r] = i < recalls.length ? precisions[i] : 0;
        }
        return sampled;
    }

    /** Precisions at one threshold, or at all of them for −1. */
    DoubleStream precisions(int threshold) {
        return threshold < 0
                ? Arrays.stream(precision).flatMapToDouble(Arrays::stream)
                : Arrays.stream(precision[threshold]);
    }

    /** Recall at one threshold, or at all of them for −1. */
    DoubleStream recalls(int threshold) {
        return threshold < 0 ? Arrays.stream(recall) : DoubleStream.of(recall[threshold]);
    }
}
