package dev.tornadovim.data.coco;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A mask of polygons: what any of them covers.
 *
 * @param polygons each x and y of three corners or more, in pixels; corners may lie outside of the
 *     image. The arrays are not copied, and nobody writes to them
 */
public record PolygonMask(int height, int width, List<double[]> polygons) implements Mask {
    /** Smallest side of a box in {@link #grid}, in pixels, as in Detectron2. */
    private static final double SMALLEST_SIDE = 0.1;

    /** Checks the polygons. */
    public PolygonMask {
        polygons = List.copyOf(polygons);
        polygons.forEach(PolygonRaster::requireCorners);
    }

    @Override
    public boolean isEmpty() {
        return polygons.isEmpty();
    }

    @Override
    public PolygonMask placed(Placement placement) {
        var placed = polygons.stream().map(p -> moved(p, placement::x, placement::y)).toList();
        return new PolygonMask(placement.height(), placement.width(), placed);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Exact: its sides go through what edges have inside the image, and through corners of the
     * image that lie inside a polygon.
     */
    @Override
    public double[] box() {
        var bounds = new Bounds();
        for (double[] polygon : polygons) {
            int n = polygon.length;
            for (int i = 0; i < n; i += 2) {
                addVisible(
                        bounds,
                        polygon[i],
                        polygon[i + 1],
                        polygon[(i + 2) % n],
                        polygon[(i + 3) % n]);
            }
            for (int corner = 0; corner < 4; corner++) {
                double x = corner % 2 * width;
                double y = corner / 2 * height;
                if (contains(polygon, x, y)) {
                    bounds.add(x, y);
                }
            }
        }
        return bounds.box();
    }

    /** Adds the ends of the part of an edge that is inside the image (Liang and Barsky, 1984). */
    private void addVisible(Bounds bounds, double x0, double y0, double x1, double y1) {
        double[] direction = {x0 - x1, x1 - x0, y0 - y1, y1 - y0};
        double[] distance = {x0, width - x0, y0, height - y0};
        double enter = 0;
        double leave = 1;
        for (int side = 0; side < 4; side++) {
            double t = distance[side] / direction[side];
            if (direction[side] < 0) {
                enter = Math.max(enter, t);
            } else if (direction[side] > 0) {
                leave = Math.min(leave, t);
            } else if (distance[side] < 0) {
                return;
            }
        }
        if (enter <= leave) {
            for (double t : new double[] {enter, leave}) {
                bounds.add(
                        Math.clamp(x0 + t * (x1 - x0), 0, width),
                        Math.clamp(y0 + t * (y1 - y0), 0, height));
            }
        }
    }

    /** Even-odd rule: crossings of the ray to the right. */
    private static boolean contains(double[] polygon, double x, double y) {
        boolean inside = false;
        int n = polygon.length;
        for (int i = 0; i < n; i += 2) {
            double x0 = polygon[i];
            double y0 = polygon[i + 1];
            double x1 = polygon[(i + 2) % n];
            double y1 = polygon[(i + 3) % n];
            if (y0 > y != y1 > y && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)) {
                inside = !inside;
            }
        }
        return inside;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The polygons are moved and scaled to the grid and drawn there, as Detectron2's {@code
     * rasterize_polygons_within_box} does.
     */
    @Override
    public float[] grid(double[] box, int size) {
        double scaleX = size / Math.max(box[2] - box[0], SMALLEST_SIDE);
        double scaleY = size / Math.max(box[3] - box[1], SMALLEST_SIDE);
        float[] grid = new float[size * size];
        for (double[] polygon : polygons) {
            double[] corners =
                    moved(polygon, x -> (x - box[0]) * scaleX, y -> (y - box[1]) * scaleY);
            byte[] cells = PolygonRaster.draw(size, size, corners).decode();
            for (int i = 0; i < cells.length; i++) {
                grid[i] = Math.max(grid[i], cells[i]);
            }
        }
        return grid;
    }

    @Override
    public Rle rle() {
        return polygons.isEmpty()
                ? new Rle(height, width, new int[] {height * width})
                : Rle.union(
                        polygons.stream().map(p -> PolygonRaster.draw(height, width, p)).toList());
    }

    private static double[] moved(
            double[] polygon, DoubleUnaryOperator horizontal, DoubleUnaryOperator vertical) {
        double[] corners = new double[polygon.length];
        for (int i = 0; i < corners.length; i += 2) {
            corners[i] = horizontal.applyAsDouble(polygon[i]);
            corners[i + 1] = vertical.applyAsDouble(polygon[i + 1]);
        }
        return corners;
    }

    /** The smallest box around some points. */
    private static final class Bounds {
        private double left = Double.POSITIVE_INFINITY;
        private double top = Double.POSITIVE_INFINITY;
        private double right = Double.NEGATIVE_INFINITY;
        private double bottom = Double.NEGATIVE_INFINITY;

        void add(double x, double y) {
            left = Math.min(left, x);
            top = Math.min(top, y);
            right = Math.max(right, x);
            bottom = Math.max(bottom, y);
        }

        double[] box() {
            return right < left ? new double[4] : new double[] {left, top, right, bottom};
        }
    }
}
