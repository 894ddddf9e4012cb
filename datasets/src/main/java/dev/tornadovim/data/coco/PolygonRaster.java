package dev.tornadovim.data.coco;

import java.util.Arrays;

/**
 * Which pixels a polygon covers, exactly as COCO's {@code rleFrPoly} ({@code maskApi.c}) decides it.
 *
 * <p>Corners are rounded to a grid of five points a pixel, the edges are walked on that grid, and
 * where the walk passes the middle of a column of pixels its height there is a crossing. The
 * crossings of all columns, in the order of the pixels, begin and end the runs: a pixel is inside if
 * an odd number of crossings lies before it in its column. What lies outside the image is cut off.
 */
final class PolygonRaster {
    private static final double SCALE = 5;

    private PolygonRaster() {}

    /**
     * The pixels inside.
     *
     * @param corners x and y of three corners or more, in pixels
     * @throws IllegalArgumentException if there are fewer numbers, or an odd number of them
     */
    static Rle draw(int height, int width, double[] corners) {
        if (corners.length < 6 || corners.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "a polygon of %d numbers, expected x and y of three corners or more"
                            .formatted(corners.length));
        }
        var outline = new Outline();
        int n = corners.length / 2;
        for (int i = 0; i < n; i++) {
            int next = (i + 1) % n;
            outline.edge(
                    grid(corners[2 * i]),
                    grid(corners[2 * i + 1]),
                    grid(corners[2 * next]),
                    grid(corners[2 * next + 1]));
        }
        return new Rle(height, width, runs(crossings(outline, height, width)));
    }

    private static int grid(double coordinate) {
        return (int) (SCALE * coordinate + 0.5);
    }

    /** Numbers of the pixels at which the outline enters or leaves, sorted, and the image's size. */
    private static int[] crossings(Outline outline, int height, int width) {
        var crossings = new Runs();
        for (int i = 1; i < outline.xs.size(); i++) {
            int x = outline.xs.get(i);
            int before = outline.xs.get(i - 1);
            if (x == before) {
                continue;
            }
            double column = ((x < before ? x : x - 1) + 0.5) / SCALE - 0.5;
            if (Math.floor(column) != column || column < 0 || column > width - 1) {
                continue;
            }
            double y = Math.min(outline.ys.get(i), outline.ys.get(i - 1));
            double row = Math.ceil(Math.clamp((y + 0.5) / SCALE - 0.5, 0, height));
            crossings.add((int) column * height + (int) row);
        }
        crossings.add(height * width);
        int[] sorted = crossings.toArray();
        Arrays.sort(sorted);
        return sorted;
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

    /** Points of the fine grid along the edges. */
    private static final class Outline {
        final Runs xs = new Runs();
        final Runs ys = new Runs();

        void edge(int fromX, int fromY, int toX, int toY) {
            int dx = Math.abs(toX - fromX);
            int dy = Math.abs(toY - fromY);
            // Walked towards larger coordinates, so that an edge has the same points both ways.
            boolean flip = dx >= dy ? fromX > toX : fromY > toY;
            int startX = flip ? toX : fromX;
            int startY = flip ? toY : fromY;
            int endX = flip ? fromX : toX;
            int endY = flip ? fromY : toY;
            int steps = Math.max(dx, dy);
            double slope = dx >= dy ? (double) (endY - startY) / dx : (double) (endX - startX) / dy;
            for (int d = 0; d <= steps; d++) {
                int t = flip ? steps - d : d;
                if (dx >= dy) {
                    xs.add(t + startX);
                    ys.add((int) (startY + slope * t + 0.5));
                } else {
                    xs.add((int) (startX + slope * t + 0.5));
                    ys.add(t + startY);
                }
            }
        }
    }
}
