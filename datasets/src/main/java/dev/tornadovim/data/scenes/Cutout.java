package dev.tornadovim.data.scenes;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Resampler.Interpolation;

/**
 * A garment cut out of its black background, to be drawn at any size and angle.
 *
 * <p>What belongs to it are the pixels brighter than a threshold, of these the largest connected part
 * (by edges or corners) with its holes filled.
 *
 * @param size height and width of the picture, in pixels, with a border of one pixel on each side
 * @param shade brightness, 0 to 1, {@code [size, size]}
 * @param inside 1 inside the garment, 0 outside, {@code [size, size]}
 */
record Cutout(int size, float[] shade, float[] inside) {
    /** Above what is left of lossy compression around the garments of Fashion-MNIST. */
    private static final int THRESHOLD = 16;

    /** Cuts out of a square gray picture. */
    static Cutout of(Image picture) {
        int size = picture.height() + 2;
        float[] shade = new float[size * size];
        boolean[] bright = new boolean[size * size];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int value = picture.at(0, y, x);
                int at = (y + 1) * size + x + 1;
                shade[at] = value / 255f;
                bright[at] = value > THRESHOLD;
            }
        }
        boolean[] part = largestPart(bright, size);
        boolean[] outside = reach(negation(part), size, 0, false);
        float[] inside = new float[size * size];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = outside[i] ? 0 : 1;
        }
        return new Cutout(size, shade, inside);
    }

    private static boolean[] largestPart(boolean[] bright, int size) {
        boolean[] seen = new boolean[bright.length];
        boolean[] largest = seen;
        int most = 0;
        for (int i = 0; i < bright.length; i++) {
            if (bright[i] && !seen[i]) {
                boolean[] part = reach(bright, size, i, true);
                int count = 0;
                for (int k = 0; k < part.length; k++) {
                    seen[k] |= part[k];
                    count += part[k] ? 1 : 0;
                }
                if (count > most) {
                    most = count;
                    largest = part;
                }
            }
        }
        return most == 0 ? new boolean[bright.length] : largest;
    }

    private static boolean[] negation(boolean[] values) {
        boolean[] negated = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            negated[i] = !values[i];
        }
        return negated;
    }

    /** The pixels of a set that can be reached from one of them, by steps over edges or also corners. */
    private static boolean[] reach(boolean[] set, int size, int start, boolean corners) {
        boolean[] reached = new boolean[set.length];
        int[] stack = new int[set.length];
        int depth = 0;
        stack[depth++] = start;
        reached[start] = true;
        while (depth > 0) {
            int at = stack[--depth];
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    int y = at / size + dy;
                    int x = at % size + dx;
                    boolean inPicture = y >= 0 && y < size && x >= 0 && x < size;
                    if (inPicture && (corners || dy == 0 || dx == 0)) {
                        int next = y * size + x;
                        if (set[next] && !reached[next]) {
                            reached[next] = true;
                            stack[depth++] = next;
                        }
                    }
                }
            }
        }
        return reached;
    }

    /**
     * Brightness at a point, by the cubic convolution filter with a = −0.5.
     *
     * @param y from the top of the picture without its border, in its pixels
     * @param x from the left
     */
    double shadeAt(double y, double x) {
        double row = y + 0.5;
        double column = x + 0.5;
        int top = (int) Math.floor(row);
        int left = (int) Math.floor(column);
        double sum = 0;
        for (int dy = -1; dy <= 2; dy++) {
            int atRow = Math.clamp(top + dy, 0, size - 1) * size;
            double line = 0;
            for (int dx = -1; dx <= 2; dx++) {
                int at = atRow + Math.clamp(left + dx, 0, size - 1);
                line += Interpolation.BICUBIC.weight(column - left - dx) * shade[at];
            }
            sum += Interpolation.BICUBIC.weight(row - top - dy) * line;
        }
        return Math.clamp(sum, 0, 1);
    }

    /**
     * How far inside the garment a point is, between the pixels bilinearly: 0 to 1, one half on the
     * outline.
     */
    double insideAt(double y, double x) {
        double row = y + 0.5;
        double column = x + 0.5;
        int top = (int) Math.floor(row);
        int left = (int) Math.floor(column);
        if (top < 0 || left < 0 || top + 1 >= size || left + 1 >= size) {
            return 0;
        }
        int at = top * size + left;
        double v = row - top;
        double u = column - left;
        return (1 - v) * ((1 - u) * inside[at] + u * inside[at + 1])
                + v * ((1 - u) * inside[at + size] + u * inside[at + size + 1]);
    }
}
