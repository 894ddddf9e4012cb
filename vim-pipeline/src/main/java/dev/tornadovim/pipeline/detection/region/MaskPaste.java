package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.pipeline.detection.box.Boxes;

/**
 * Puts the squares of the mask head back into images: every pixel centre within the box takes the
 * bilinearly interpolated probability there, and belongs to the instance from a threshold on
 * (Detectron2's {@code paste_masks_in_image}).
 *
 * @param size side of the square
 * @param threshold smallest probability of a pixel of the instance
 */
public record MaskPaste(int size, float threshold) {

    /**
     * Pastes one mask into an image of its own.
     *
     * @param probabilities {@code size · size} values from {@code at} on, row after row
     * @param box the box of the instance, not empty
     * @return one byte a pixel, row after row: 1 within the instance, else 0
     */
    public byte[] paste(
            float[] probabilities, int at, Boxes boxes, int box, int height, int width) {
        byte[] mask = new byte[height * width];
        int top = Math.max((int) Math.floor(boxes.y1(box)) - 1, 0);
        int bottom = Math.min((int) Math.ceil(boxes.y2(box)) + 1, height);
        int left = Math.max((int) Math.floor(boxes.x1(box)) - 1, 0);
        int right = Math.min((int) Math.ceil(boxes.x2(box)) + 1, width);
        for (int y = top; y < bottom; y++) {
            float v = place(y, boxes.y1(box), boxes.height(box));
            for (int x = left; x < right; x++) {
                float u = place(x, boxes.x1(box), boxes.width(box));
                mask[y * width + x] =
                        (byte) (interpolate(probabilities, at, v, u) >= threshold ? 1 : 0);
            }
        }
        return mask;
    }

    /** Where the centre of a pixel lies in the square, whose own centres are at integers. */
    private float place(int pixel, float start, float length) {
        return (pixel + 0.5f - start) / length * size - 0.5f;
    }

    private float interpolate(float[] square, int at, float v, float u) {
        int y = (int) Math.floor(v);
        int x = (int) Math.floor(u);
        float down = v - y;
        float along = u - x;
        return (1 - down) * (1 - along) * value(square, at, y, x)
                + (1 - down) * along * value(square, at, y, x + 1)
                + down * (1 - along) * value(square, at, y + 1, x)
                + down * along * value(square, at, y + 1, x + 1);
    }

    private float value(float[] square, int at, int y, int x) {
        boolean within = y >= 0 && y < size && x >= 0 && x < size;
        return within ? square[at + y * size + x] : 0;
    }
}
