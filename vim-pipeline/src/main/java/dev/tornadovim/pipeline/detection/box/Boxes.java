package dev.tornadovim.pipeline.detection.box;

import java.util.Arrays;
import java.util.List;

/**
 * Axis-aligned boxes in pixels, four floats each: x1, y1, x2, y2. A box covers the points from its
 * upper left corner to its lower right one; a pixel (row r, column c) is the box c, r, c + 1, r + 1.
 *
 * @param xyxy the coordinates, box after box; not copied
 */
public record Boxes(float[] xyxy) {

    /** Checks that there are whole boxes. */
    public Boxes {
        if (xyxy.length % 4 != 0) {
            throw new IllegalArgumentException(
                    xyxy.length + " numbers are no boxes of four coordinates");
        }
    }

    /** No boxes. */
    public static Boxes none() {
        return new Boxes(new float[0]);
    }

    /** All boxes of several lists, in order. */
    public static Boxes concat(List<Boxes> parts) {
        float[] all = new float[4 * parts.stream().mapToInt(Boxes::size).sum()];
        int at = 0;
        for (Boxes part : parts) {
            System.arraycopy(part.xyxy, 0, all, at, part.xyxy.length);
            at += part.xyxy.length;
        }
        return new Boxes(all);
    }

    /** Number of boxes. */
    public int size() {
        return xyxy.length / 4;
    }

    /** Left edge. */
    public float x1(int i) {
        return xyxy[4 * i];
    }

    /** Upper edge. */
    public float y1(int i) {
        return xyxy[4 * i + 1];
    }

    /** Right edge. */
    public float x2(int i) {
        return xyxy[4 * i + 2];
    }

    /** Lower edge. */
    public float y2(int i) {
        return xyxy[4 * i + 3];
    }

    /** Width of box {@code i}. */
    public float width(int i) {
        return x2(i) - x1(i);
    }

    /** Height of box {@code i}. */
    public float height(int i) {
        return y2(i) - y1(i);
    }

    /** Area of box {@code i} in square pixels. */
    public float area(int i) {
        return width(i) * height(i);
    }

    /** Whether both sides are longer than nothing; false for a box with a NaN. */
    public boolean nonEmpty(int i) {
        return width(i) > 0 && height(i) > 0;
    }

    /** Whether all four coordinates are finite. */
    public boolean finite(int i) {
        return Float.isFinite(x1(i))
                && Float.isFinite(y1(i))
                && Float.isFinite(x2(i))
                && Float.isFinite(y2(i));
    }

    /** Intersection over union of box {@code i} and a box of another list, 0 to 1. */
    public float iou(int i, Boxes other, int j) {
        float w = Math.min(x2(i), other.x2(j)) - Math.max(x1(i), other.x1(j));
        float h = Math.min(y2(i), other.y2(j)) - Math.max(y1(i), other.y1(j));
        if (!(w > 0 && h > 0)) {
            return 0;
        }
        float inter = w * h;
        return inter / (area(i) + other.area(j) - inter);
    }

    /** The parts of the boxes that lie within an image. */
    public Boxes clip(int imageHeight, int imageWidth) {
        float[] clipped = new float[xyxy.length];
        for (int i = 0; i < clipped.length; i++) {
            clipped[i] = Math.clamp(xyxy[i], 0f, i % 2 == 0 ? imageWidth : imageHeight);
        }
        return new Boxes(clipped);
    }

    /** The boxes at these positions, in their order. */
    public Boxes select(int[] positions) {
        float[] selected = new float[4 * positions.length];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(xyxy, 4 * positions[i], selected, 4 * i, 4);
        }
        return new Boxes(selected);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Boxes(float[] values) && Arrays.equals(xyxy, values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(xyxy);
    }

    @Override
    public String toString() {
        return "Boxes" + Arrays.toString(xyxy);
    }
}
