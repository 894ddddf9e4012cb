package dev.tornadovim.data.decode;

import dev.tornadovim.data.Image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * From Java's images to ours, straight from the stored samples: {@code getRGB} would convert between
 * colour spaces and change grey values. Alpha is dropped, grey is repeated, of 16 bits the upper eight
 * are kept, as Pillow's {@code convert("RGB")} does with what it reads.
 */
final class Rasters {
    private Rasters() {}

    /** The red, green and blue planes. */
    static Image rgb(BufferedImage image) throws IOException {
        int plane = image.getWidth() * image.getHeight();
        byte[] pixels = new byte[3 * plane];
        var raster = image.getRaster();
        if (image.getColorModel() instanceof IndexColorModel palette) {
            indexed(raster, palette, pixels);
        } else if (raster.getSampleModel() instanceof PixelInterleavedSampleModel layout
                && raster.getDataBuffer() instanceof DataBufferByte bytes
                && raster.getSampleModelTranslateX() == 0
                && raster.getSampleModelTranslateY() == 0
                && layout.getPixelStride() == layout.getNumBands()
                && (layout.getNumBands() == 1 || layout.getNumBands() == 3)) {
            interleaved(bytes.getData(), layout, image, pixels);
        } else {
            anyLayout(raster, pixels);
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

    private static void interleaved(
            byte[] data, PixelInterleavedSampleModel layout, BufferedImage image, byte[] pixels) {
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

    private static void anyLayout(Raster raster, byte[] pixels) throws IOException {
        int bands = raster.getNumBands();
        int type = raster.getSampleModel().getDataType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE || bands > 4) {
            throw new IOException("floating-point samples or more than four channels");
        }
        int width = raster.getWidth();
        int height = raster.getHeight();
        int[] row = new int[width];
        for (int c = 0; c < 3; c++) {
            // One band is grey, two are grey and alpha.
            int band = bands < 3 ? 0 : c;
            int bits = raster.getSampleModel().getSampleSize(band);
            for (int y = 0; y < height; y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, band, row);
                for (int x = 0; x < width; x++) {
                    int value = bits > 8 ? row[x] >> (bits - 8) : row[x] * 255 / ((1 << bits) - 1);
                    pixels[(c * height + y) * width + x] = (byte) value;
                }
            }
        }
    }
}
