package dev.tornadovim.data.decode;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.decode.ImageIoDecoder.Library;
import dev.tornadovim.data.file.DataFiles;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Decodes label maps: PNG files whose stored samples are class numbers, gray or indices into a
 * palette, of up to eight bits. They are read from the raster; color conversion of any kind would
 * change classes silently. Everything else is refused: lossy formats, color, 16 bits, alpha.
 *
 * @param maxPixels largest width times height accepted
 */
public record LabelMapDecoder(long maxPixels) {
    private static final int COLOR_TYPE = 25;
    private static final int DEPTH = 24;
    private static final int GRAY = 0;
    private static final int PALETTE = 3;

    /** The pixel limit of {@link ImageDecoder}. */
    public LabelMapDecoder() {
        this(new ImageDecoder().maxPixels());
    }

    /** Decodes a file. */
    public LabelMap decode(Path file) {
        byte[] bytes = DataFiles.read(file, "a label map", () -> Files.readAllBytes(file));
        return decode(file.toString(), bytes);
    }

    /**
     * Decodes the bytes of a file.
     *
     * @param source names the file in messages
     * @throws DataException if it is not a PNG file of the kinds above, or damaged
     */
    public LabelMap decode(String source, byte[] file) {
        if (ImageFormat.of(file).orElse(null) != ImageFormat.PNG) {
            throw new DataException(source, "no PNG file, which a label map has to be");
        }
        try {
            PngChunks.check(file);
            int colorType = file[COLOR_TYPE];
            int depth = file[DEPTH];
            if (depth > 8 || (colorType != GRAY && colorType != PALETTE)) {
                throw new DataException(
                        source,
                        "PNG of color type %d with %d bits, expected gray or palette of up to 8"
                                .formatted(colorType, depth));
            }
            var image = ImageIoDecoder.decode(file, "png", Library.JDK, new PixelLimit(maxPixels));
            return new LabelMap(image.getHeight(), image.getWidth(), samples(image));
        } catch (IOException e) {
            throw new DataException(source, "unreadable label map: " + e.getMessage(), e);
        } catch (IndexOutOfBoundsException
                | IllegalArgumentException
                | NegativeArraySizeException e) {
            throw new DataException(source, "unreadable label map: damaged PNG", e);
        }
    }

    private static byte[] samples(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = image.getWidth();
        byte[] classes = new byte[width * image.getHeight()];
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                classes[y * width + x] = (byte) row[x];
            }
        }
        return classes;
    }
}
