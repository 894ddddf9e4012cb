package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

/**
 * Affine maps with bicubic interpolation (a = −1, edges repeated), as Pillow's {@code transform} and
 * {@code rotate} do them: the center of each output pixel is mapped into the image, and outside of it
 * the fill color appears.
 */
final class AffineWarp {
    private AffineWarp() {}

    /** Rotates counter-clockwise about the center. */
    static Image rotate(Image image, double degrees, int[] fill) {
        if (degrees == 0) {
            return image;
        }
        double angle = -StrictMath.toRadians(pythonModulo(degrees));
        double cos = round15(StrictMath.cos(angle));
        double sin = round15(StrictMath.sin(angle));
        double cx = image.width() / 2.0;
        double cy = image.height() / 2.0;
        double dx = cos * -cx + sin * -cy + cx;
        double dy = -sin * -cx + cos * -cy + cy;
        return apply(image, fill, cos, sin, dx, -sin, cos, dy);
    }

    private static double pythonModulo(double degrees) {
        double rest = degrees % 360;
        return rest < 0 ? rest + 360 : rest;
    }

    private static double round15(double value) {
        return Math.rint(value * 1e15) / 1e15;
    }

    /** Output pixel (x, y) shows the image at {@code (a·x + b·y + c, d·x + e·y + f)}. */
    static Image apply(
            Image image, int[] fill, double a, double b, double c, double d, double e, double f) {
        int height = image.height();
        int width = image.width();
        byte[] result = new byte[image.pixels().length];
        int[] rows = new int[4];
        int[] columns = new int[4];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = a * (x + 0.5) + b * (y + 0.5) + c;
                double v = d * (x + 0.5) + e * (y + 0.5) + f;
                int at = y * width + x;
                if (u >= 0 && u < width && v >= 0 && v < height) {
                    int left = (int) Math.floor(u - 0.5);
                    int top = (int) Math.floor(v - 0.5);
                    for (int k = 0; k < 4; k++) {
                        columns[k] = Math.clamp(left - 1 + k, 0, width - 1);
                        rows[k] = Math.clamp(top - 1 + k, 0, height - 1) * width;
                    }
                    double dx = u - 0.5 - left;
                    double dy = v - 0.5 - top;
                    for (int i = at; i < result.length; i += height * width) {
                        result[i] = interpolate(image.pixels(), i - at, rows, columns, dx, dy);
                    }
                } else {
                    for (int channel = 0; channel < image.channels(); channel++) {
                        result[channel * height * width + at] = (byte) fill[channel];
                    }
                }
            }
        }
        return new Image(image.channels(), height, width, result);
    }

    private static byte interpolate(
            byte[] p, int plane, int[] rows, int[] columns, double dx, double dy) {
        double value =
                cubic(
                        row(p, plane + rows[0], columns, dx),
                        row(p, plane + rows[1], columns, dx),
                        row(p, plane + rows[2], columns, dx),
                        row(p, plane + rows[3], columns, dx),
                        dy);
        return (byte) Math.clamp((int) value, 0, 255);
    }

    private static double row(byte[] p, int row, int[] columns, double dx) {
        return cubic(
                p[row + columns[0]] & 0xff,
                p[row + columns[1]] & 0xff,
                p[row + columns[2]] & 0xff,
                p[row + columns[3]] & 0xff,
                dx);
    }

    /** The cubic through four equidistant values, at t between the second and the third. */
    private static double cubic(double v1, double v2, double v3, double v4, double t) {
        double p2 = -v1 + v3;
        double p3 = 2 * (v1 - v2) + v3 - v4;
        double p4 = -v1 + v2 - v3 + v4;
        return v2 + t * (p2 + t * (p3 + t * p4));
    }
}
