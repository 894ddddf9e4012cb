package dev.tornadovim.data.augment;

/**
 * Hue, saturation and value in bytes as OpenCV has them, hue in half degrees: 0 to 179. The results
 * are those of the vector code of OpenCV 4's {@code cvtColor}, bit for bit; at the end of a row, where
 * a vector does not fit, OpenCV rounds what it cuts off elsewhere. Because both directions lose
 * fractions, a way there and back may change a color by a few steps.
 *
 * <p>Pixels lie plane after plane, as in an image.
 */
final class Hsv {
    /** Number of hues. */
    static final int HUES = 180;

    private static final int SHIFT = 12;
    private static final int HALF = 1 << (SHIFT - 1);
    private static final int[] SATURATION = reciprocals(255);
    private static final int[] HUE = reciprocals(HUES / 6.0);

    /** Which of four values is red, green and blue in each sixth of the circle. */
    private static final int[][] SECTORS = {
        {0, 3, 1}, {2, 0, 1}, {1, 0, 3}, {1, 2, 0}, {3, 1, 0}, {0, 1, 2}
    };

    private Hsv() {}

    private static int[] reciprocals(double scale) {
        int[] table = new int[256];
        for (int i = 1; i < table.length; i++) {
            table[i] = (int) Math.rint(scale * (1 << SHIFT) / i);
        }
        return table;
    }

    /** From planes of red, green and blue to new planes of hue, saturation and value. */
    static byte[] ofRgb(byte[] rgb) {
        int plane = rgb.length / 3;
        byte[] hsv = new byte[rgb.length];
        for (int i = 0; i < plane; i++) {
            int red = rgb[i] & 0xff;
            int green = rgb[plane + i] & 0xff;
            int blue = rgb[2 * plane + i] & 0xff;
            int value = Math.max(red, Math.max(green, blue));
            int range = value - Math.min(red, Math.min(green, blue));
            int angle;
            if (value == red) {
                angle = green - blue;
            } else if (value == green) {
                angle = blue - red + 2 * range;
            } else {
                angle = red - green + 4 * range;
            }
            int hue = (angle * HUE[range] + HALF) >> SHIFT;
            hsv[i] = (byte) (hue < 0 ? hue + HUES : hue);
            hsv[plane + i] = (byte) ((range * SATURATION[value] + HALF) >> SHIFT);
            hsv[2 * plane + i] = (byte) value;
        }
        return hsv;
    }

    /** From planes of hue, saturation and value to new planes of red, green and blue. */
    static byte[] toRgb(byte[] hsv) {
        int plane = hsv.length / 3;
        byte[] rgb = new byte[hsv.length];
        float[] mixed = new float[4];
        for (int i = 0; i < plane; i++) {
            float sixths = (hsv[i] & 0xff) * (6f / HUES);
            float saturation = (hsv[plane + i] & 0xff) * (1f / 255);
            float value = (hsv[2 * plane + i] & 0xff) * (1f / 255);
            int sector = (int) sixths;
            float rest = sixths - sector;
            mixed[0] = value;
            mixed[1] = value * (1 - saturation);
            mixed[2] = value * Math.fma(-saturation, rest, 1);
            mixed[3] = value * Math.fma(-saturation, 1 - rest, 1);
            for (int c = 0; c < 3; c++) {
                // Cut off, not rounded.
                rgb[c * plane + i] = (byte) (int) (mixed[SECTORS[sector][c]] * 255);
            }
        }
        return rgb;
    }
}
