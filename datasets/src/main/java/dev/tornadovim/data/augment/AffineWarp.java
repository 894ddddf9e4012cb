package dev.tornadovim.data.augment;

import dev.tornadovim.data.Image;

/**
 * Affine maps with bicubic interpolation (a = −1, edges repeated), as Pillow's {@code transform} and
 * {@code rotate} do them: the centre of each output pixel is mapped into the image, and outside of it
 * the fill colour appears.
 */
final class AffineWarp {
    private AffineWarp() {}

    /** Rotates counter-clockwise about the centre. */
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
        int plane = height * width;
        byte[] result = new byte[image.pixels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = a * (x + 0.5) + b * (y + 0.5) + c;
                double v = d * (x + 0.5) + e * (y + 0.5) + f;
                boolean inside = u >= 0 && u < width && v >= 0 && v < height;
                for (int channel = 0; channel < image.channels(); channel++) {
                    int value =
                            inside
                                    ? interpolate(image, channel * plane, u - 0.5, v - 0.5)
                                    : fill[channel];
                    result[channel * plane + y * width + x] = (byte) value;
                }
            }
        }
        return new Image(image.channels(), height, width, result);
    }

    private static int interpolate(Image image, int plane, double u, double v) {
        int x = (int) Math.floor(u);
        int y = (int) Math.floor(v);
        double dx = u - x;
        double value =
                cubic(
                        row(image, plane, x, y - 1, dx),
                        row(image, plane, x, y, dx),
                        row(image, plane, x, y + 1, dx),
                        row(image, plane, x, y + 2, dx),
                        v - y);
        return (int) Math.clamp(value, 0, 255);
    }

    private static double row(Image image, int plane, int x, int y, double dx) {
        byte[] p = image.pixels();
        int last = image.width() - 1;
        int row = plane + Math.clamp(y, 0, image.height() - 1) * image.width();
        return cubic(
                p[row + Math.clamp(x - 1, 0, last)] & 0xff,
                p[row + Math.clamp(x, 0, last)] & 0xff,
                p[row + Math.clamp(x + 1, 0, last)] & 0xff,
                p[row + Math.clamp(x + 2, 0, last)] & 0xff,
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
