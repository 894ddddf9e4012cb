package dev.tornadovim.pipeline.detection.mask;

import dev.tornadovim.pipeline.detection.box.Boxes;

/**
 * What the mask head should predict for a box: the part of an instance's mask within the box,
 * resampled to a small square (Detectron2's {@code BitMasks.crop_and_resize}: RoIAlign, aligned, on
 * the mask, then a threshold of one half).
 *
 * @param size side of the square
 */
public record MaskTargets(int size) {

    /**
     * Resamples the part of a mask within a box.
     *
     * @param mask row after row, non-zero within the instance
     * @param target receives {@code size · size} values 0 or 1 from {@code at} on, row after row
     */
    public void crop(
            byte[] mask, int height, int width, Boxes boxes, int box, float[] target, int at) {
        Axis rows = new Axis(boxes.y1(box), boxes.height(box), height);
        Axis columns = new Axis(boxes.x1(box), boxes.width(box), width);
        float samples = Math.max(rows.perBin * columns.perBin, 1);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                float sum = 0;
                for (int i = 0; i < rows.perBin; i++) {
                    for (int j = 0; j < columns.perBin; j++) {
                        sum +=
                                sample(
                                        mask,
                                        width,
                                        rows,
                                        y * rows.perBin + i,
                                        columns,
                                        x * columns.perBin + j);
                    }
                }
                target[at + y * size + x] = sum / samples >= 0.5f ? 1 : 0;
            }
        }
    }

    private static float sample(
            byte[] mask, int width, Axis rows, int row, Axis columns, int column) {
        float up = rows.weight[row];
        float left = columns.weight[column];
        int y = rows.first[row] * width;
        int below = rows.second[row] * width;
        int x = columns.first[column];
        int right = columns.second[column];
        return up * left * bit(mask[y + x])
                + up * (columns.inside[column] - left) * bit(mask[y + right])
                + (rows.inside[row] - up) * left * bit(mask[below + x])
                + (rows.inside[row] - up)
                        * (columns.inside[column] - left)
                        * bit(mask[below + right]);
    }

    private static int bit(byte value) {
        return value == 0 ? 0 : 1;
    }

    /**
     * Sampling points along one axis, evenly spread over each bin. Pixel centres are at half
     * integers; points more than a pixel outside count as zero, others are moved to the border.
     */
    private final class Axis {

        private final int perBin;
        private final int[] first;
        private final int[] second;
        private final float[] weight;
        private final float[] inside;

        Axis(float start, float length, int pixels) {
            float bin = length / size;
            perBin = (int) Math.ceil(bin);
            int points = size * perBin;
            first = new int[points];
            second = new int[points];
            weight = new float[points];
            inside = new float[points];
            for (int i = 0; i < points; i++) {
                float at = start - 0.5f + i / perBin * bin + (i % perBin + 0.5f) * bin / perBin;
                set(i, at, pixels);
            }
        }

        private void set(int i, float at, int pixels) {
            if (at < -1 || at > pixels) {
                return;
            }
            inside[i] = 1;
            float position = Math.max(at, 0);
            first[i] = Math.min((int) position, pixels - 1);
            second[i] = Math.min(first[i] + 1, pixels - 1);
            weight[i] = first[i] == pixels - 1 ? 1 : 1 - (position - first[i]);
        }
    }
}
