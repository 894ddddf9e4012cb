package dev.tornadovim.data.scenes;

/**
 * A scene in the making: colors, and at each pixel which garment is seen there.
 *
 * <p>Garments are drawn one over the other; at the outline of each is a seam one pixel wide in which
 * its color and the one below mix.
 */
final class Canvas {
    /** So that dark garments keep something of their color. */
    private static final double LEAST_LIGHT = 0.2;

    /** An opacity that changes no byte by a whole step. */
    private static final double FAINT = 1.0 / 512;

    private final int height;
    private final int width;
    private final float[] colors;
    private final int[] owners;
    private final boolean[] seam;

    /**
     * Where a garment is drawn.
     *
     * @param y of its middle, in pixels from the top
     * @param x of its middle, in pixels from the left
     * @param side of its square picture, in pixels
     * @param radians by which it is turned
     */
    record Place(double y, double x, double side, double radians) {
        /** Share of the smaller of both squares, taken upright, that both cover. */
        double overlap(Place other) {
            double reach = (side + other.side) / 2;
            double smaller = Math.min(side, other.side);
            double high = Math.clamp(reach - Math.abs(y - other.y), 0, smaller);
            double wide = Math.clamp(reach - Math.abs(x - other.x), 0, smaller);
            return high * wide / (smaller * smaller);
        }
    }

    Canvas(int height, int width) {
        this.height = height;
        this.width = width;
        this.colors = new float[3 * height * width];
        this.owners = new int[height * width];
        this.seam = new boolean[height * width];
    }

    /** Paints the background: at each point a mixture of two colors. */
    void fill(Texture.Pattern pattern, double[] one, double[] other) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double weight = Math.clamp(pattern.at(y + 0.5, x + 0.5), 0, 1);
                for (int c = 0; c < 3; c++) {
                    colors[(c * height + y) * width + x] =
                            (float) (one[c] + weight * (other[c] - one[c]));
                }
            }
        }
    }

    /**
     * Draws a garment over everything before.
     *
     * @param owner its number, from 1
     * @param tint its color where it is brightest
     * @return number of its pixels, those outside of the scene included
     */
    int draw(Cutout garment, Place place, int owner, double[] tint) {
        double pixels = place.side() / (garment.size() - 2);
        double sharpness = Math.max(1, pixels);
        double sin = StrictMath.sin(place.radians());
        double cos = StrictMath.cos(place.radians());
        double reach = place.side() / 2 * (Math.abs(sin) + Math.abs(cos)) + 1;
        int whole = 0;
        for (int y = (int) Math.floor(place.y() - reach); y <= place.y() + reach; y++) {
            for (int x = (int) Math.floor(place.x() - reach); x <= place.x() + reach; x++) {
                double dy = y + 0.5 - place.y();
                double dx = x + 0.5 - place.x();
                double row = (place.side() / 2 + cos * dy - sin * dx) / pixels;
                double column = (place.side() / 2 + sin * dy + cos * dx) / pixels;
                double inside = garment.insideAt(row, column);
                double opacity = Math.clamp((inside - 0.5) * sharpness + 0.5, 0, 1);
                whole += opacity >= 0.5 ? 1 : 0;
                if (opacity > FAINT && y >= 0 && y < height && x >= 0 && x < width) {
                    double light = LEAST_LIGHT + (1 - LEAST_LIGHT) * garment.shadeAt(row, column);
                    cover(y * width + x, opacity, owner, light, tint);
                }
            }
        }
        return whole;
    }

    private void cover(int at, double opacity, int owner, double light, double[] tint) {
        for (int c = 0; c < 3; c++) {
            int i = c * height * width + at;
            colors[i] += (float) (opacity * (light * tint[c] - colors[i]));
        }
        if (opacity >= 0.5) {
            owners[at] = owner;
        }
        seam[at] = opacity < 1 - FAINT;
    }

    /** The picture, {@code [3, height, width]}, rounded. */
    byte[] pixels() {
        byte[] pixels = new byte[colors.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.clamp(Math.round(colors[i]), 0, 255);
        }
        return pixels;
    }

    /** Which garment is seen at a pixel, 0 for none. */
    int owner(int at) {
        return owners[at];
    }

    /** Whether colors mix at a pixel. */
    boolean isSeam(int at) {
        return seam[at];
    }
}
