package dev.tornadovim.data.coco;

import java.util.Arrays;

/**
 * Which pixels a polygon covers, exactly as COCO's {@code rleFrPoly} ({@code maskApi.c}) decides it.
 *
 * <p>Corners are rounded to a grid of five points a pixel, the edges are walked on that grid, and
 * where the walk passes the middle of a column of pixels its height there is a crossing. The
 * crossings of all columns, in the order of the pixels, begin and end the runs: a pixel is inside if
 * an odd number of crossings lies before it in its column. What lies outside the image is cut off.
 *
 * <p>The walk itself is not made: of each edge only the steps that pass the middle of a column in the
 * image are computed, so that time and memory follow the size of the image, however far away the
 * corners are.
 */
final class PolygonRaster {
    private static final int SCALE = 5;

    /** Point of the grid in a column of pixels from which a step to the next one is a crossing. */
    private static final int MIDDLE = 2;

    private PolygonRaster() {}

    /**
     * The pixels inside.
     *
     * @param corners x and y of three corners or more, in pixels
     * @throws IllegalArgumentException if there are fewer numbers, or an odd number of them
     */
    static Rle draw(int height, int width, double[] corners) {
        requireCorners(corners);
        var crossings = new Runs();
        int n = corners.length;
        for (int i = 0; i < n; i += 2) {
            Edge.between(
                            grid(corners[i]),
                            grid(corners[i + 1]),
                            grid(corners[(i + 2) % n]),
                            grid(corners[(i + 3) % n]))
                    .addCrossings(crossings, height, width);
        }
        crossings.add(height * width);
        int[] sorted = crossings.toArray();
        Arrays.sort(sorted);
        return new Rle(height, width, runs(sorted));
    }

    /** Throws unless there are x and y of three corners or more. */
    static void requireCorners(double[] corners) {
        if (corners.length < 6 || corners.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "a polygon of %d numbers, expected x and y of three corners or more"
                            .formatted(corners.length));
        }
    }

    private static long grid(double coordinate) {
        return (long) (SCALE * coordinate + 0.5);
    }

    /** Differences of the crossings; two crossings at the same place cancel. */
    private static int[] runs(int[] crossings) {
        int[] runs = new int[crossings.length];
        int size = 0;
        int i = 0;
        runs[size++] = crossings[i++];
        while (i < crossings.length) {
            int length = crossings[i] - crossings[i - 1];
            i++;
            if (length > 0) {
                runs[size++] = length;
            } else if (i < crossings.length) {
                runs[size - 1] += crossings[i] - crossings[i - 1];
                i++;
            }
        }
        return Arrays.copyOf(runs, size);
    }

    /**
     * An edge on the grid, towards larger coordinates along its longer side, so that it has the same
     * points both ways. Point {@code t} of it lies {@code t} steps along that side.
     */
    private record Edge(long startX, long startY, long endX, long endY) {

        static Edge between(long fromX, long fromY, long toX, long toY) {
            boolean flat = Math.abs(toX - fromX) >= Math.abs(toY - fromY);
            boolean flip = flat ? fromX > toX : fromY > toY;
            return flip ? new Edge(toX, toY, fromX, fromY) : new Edge(fromX, fromY, toX, toY);
        }

        private boolean flat() {
            return endX - startX >= Math.abs(endY - startY);
        }

        void addCrossings(Runs crossings, int height, int width) {
            long left = Math.min(startX, endX);
            long right = Math.max(startX, endX);
            long first = Math.max(0, Math.ceilDiv(left - MIDDLE, SCALE));
            long last = Math.min(width - 1L, Math.floorDiv(right - 1 - MIDDLE, SCALE));
            for (long column = first; column <= last; column++) {
                double y = lower(column * SCALE + MIDDLE);
                double row = Math.ceil(Math.clamp((y + 0.5) / SCALE - 0.5, 0, height));
                crossings.add((int) column * height + (int) row);
            }
        }

        /** The smaller height of the two points between which the edge passes from x to x + 1. */
        private long lower(long x) {
            if (flat()) {
                double slope = (double) (endY - startY) / (endX - startX);
                long t = x - startX;
                return Math.min(
                        (long) (startY + slope * t + 0.5), (long) (startY + slope * (t + 1) + 0.5));
            }
            return startY + firstBehind(x) - 1;
        }

        /** The first point of a steep edge that lies behind the step from x to x + 1. */
        private long firstBehind(long x) {
            double slope = (double) (endX - startX) / (endY - startY);
            long before = 0;
            long behind = endY - startY;
            while (behind - before > 1) {
                long t = (before + behind) >>> 1;
                long at = (long) (startX + slope * t + 0.5);
                if (slope > 0 ? at > x : at <= x) {
                    behind = t;
                } else {
                    before = t;
                }
            }
            return behind;
        }
    }
}
