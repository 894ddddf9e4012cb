package dev.tornadovim.data.decode;

import dev.tornadovim.data.Image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * From Java's images to ours, straight from the stored samples: {@code getRGB} would convert between
 * color spaces and change gray values. Gray is repeated, alpha is divided out if it was multiplied in
 * and dropped, of more than eight bits the upper eight are kept, CMYK is converted without a profile:
 * all as Pillow's {@code convert("RGB")} does.
 */
final class Rasters {
    private static final int CMYK = 4;

    private Rasters() {}

    /**
     * The red, green and blue planes.
     *
     * @throws IOException if samples are signed or floating-point, or colors neither gray, RGB nor CMYK
     */
    static Image rgb(BufferedImage image) throws IOException {
        int plane = image.getWidth() * image.getHeight();
        byte[] pixels = new byte[3 * plane];
        var raster = image.getRaster();
        if (image.getColorModel() instanceof IndexColorModel palette) {
            indexed(raster, palette, pixels);
        } else if (isBytes(image)) {
            interleaved(image, pixels);
        } else {
            anyLayout(raster, image.getColorModel(), pixels);
        }
        return new Image(3, image.getHeight(), image.getWidth(), pixels);
    }

    private static void indexed(Raster raster, IndexColorModel palette, byte[] pixels) {
        int size = palette.getMapSize();
        int[] colors = new int[size];
        palette.getRGBs(colors);
        int width = raster.getWidth();
        int plane = width * raster.getHeight();
        int[] row = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                // Beyond the palette is black, as in Pillow.
                int color = row[x] < size ? colors[row[x]] : 0;
                int i = y * width + x;
                pixels[i] = (byte) (color >> 16);
                pixels[plane + i] = (byte) (color >> 8);
                pixels[2 * plane + i] = (byte) color;
            }
        }
    }

    /** Whether the image is plain gray or RGB, a byte per sample, as most images are. */
    private static boolean isBytes(BufferedImage image) {
        var raster = image.getRaster();
        return raster.getSampleModel() instanceof PixelInterleavedSampleModel layout
                && raster.getDataBuffer() instanceof DataBufferByte
                && raster.getSampleModelTranslateX() == 0
                && raster.getSampleModelTranslateY() == 0
                && layout.getPixelStride() == layout.getNumBands()
                && (layout.getNumBands() == 1 || layout.getNumBands() == 3)
                && image.getColorModel().getNumComponents() == layout.getNumBands();
    }

    private static void interleaved(BufferedImage image, byte[] pixels) {
        var layout = (PixelInterleavedSampleModel) image.getRaster().getSampleModel();
        byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        int width = image.getWidth();
        int height = image.getHeight();
        int bands = layout.getNumBands();
        for (int c = 0; c < 3; c++) {
            int band = layout.getBandOffsets()[bands == 1 ? 0 : c];
            for (int y = 0; y < height; y++) {
                int from = y * layout.getScanlineStride() + band;
                int to = (c * height + y) * width;
                if (bands == 1) {
                    System.arraycopy(data, from, pixels, to, width);
                } else {
                    for (int x = 0; x < width; x++) {
                        pixels[to + x] = data[from + 3 * x];
                    }
                }
            }
        }
    }

    private static void anyLayout(Raster raster, ColorModel model, byte[] pixels)
            throws IOException {
        int type = raster.getSampleModel().getDataType();
        if (type != DataBuffer.TYPE_BYTE
                && type != DataBuffer.TYPE_USHORT
                && type != DataBuffer.TYPE_INT) {
            throw new IOException("signed or floating-point samples");
        }
        int colors = model.getNumColorComponents();
        boolean cmyk = model.getColorSpace().getType() == ColorSpace.TYPE_CMYK;
        if (colors != 1 && colors != 3 && !cmyk) {
            throw new IOException(colors + " color components, expected gray, RGB or CMYK");
        }
        int width = raster.getWidth();
        int plane = width * raster.getHeight();
        int bands = raster.getNumBands();
        int alpha = model.hasAlpha() && model.isAlphaPremultiplied() ? colors : -1;
        int[] row = new int[width * bands];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            toEightBits(row, model, bands);
            for (int x = 0; x < width; x++) {
                int at = x * bands;
                for (int c = 0; c < 3; c++) {
                    int value = row[at + (colors == 1 ? 0 : c)];
                    if (cmyk) {
                        value = withoutInk(value, row[at + CMYK - 1]);
                    } else if (alpha > 0 && row[at + alpha] > 0) {
                        value = Math.min(255, 255 * value / row[at + alpha]);
                    }
                    pixels[c * plane + y * width + x] = (byte) value;
                }
            }
        }
    }

    private static void toEightBits(int[] row, ColorModel model, int bands) {
        for (int band = 0; band < Math.min(bands, model.getNumComponents()); band++) {
            int bits = model.getComponentSize(band);
            if (bits == 8) {
                continue;
            }
            for (int i = band; i < row.length; i += bands) {
                row[i] = bits > 8 ? row[i] >>> (bits - 8) : row[i] * 255 / ((1 << bits) - 1);
            }
        }
    }

    /** The light that an ink and black leave, rounded as in Pillow's conversion. */
    private static int withoutInk(int ink, int black) {
        int light = 255 - black;
        int product = ink * light + 128;
        return light - ((product >> 8) + product >> 8);
    }
}
