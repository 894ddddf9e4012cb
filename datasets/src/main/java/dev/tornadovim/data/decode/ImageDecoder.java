package dev.tornadovim.data.decode;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.decode.ImageIoDecoder.Library;
import dev.tornadovim.data.file.DataFiles;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Decodes image files to RGB.
 *
 * <table>
 * <caption>Which decoder reads what</caption>
 * <tr><td>JPEG</td><td>the JDK's reader, the same pixels as libjpeg and so as Pillow; with four
 *     components TwelveMonkeys'</td></tr>
 * <tr><td>PNG, BMP, GIF</td><td>the JDK's readers</td></tr>
 * <tr><td>WebP</td><td>libwebp</td></tr>
 * <tr><td>TIFF, BigTIFF, PNM</td><td>TwelveMonkeys'</td></tr>
 * <tr><td>PSD, PCX</td><td>Apache Commons Imaging</td></tr>
 * </table>
 *
 * <p>Color profiles are ignored, as PyTorch's loaders do: values come out as they are stored. The first image of a file with several is taken, on the
 * screen of its animation. Samples of more than eight bits keep their upper eight; signed and
 * floating-point samples are refused.
 *
 * @param maxPixels largest width times height accepted
 * @param maxBytes largest file accepted
 * @param exifOrientation whether pictures are turned as their EXIF data says; PyTorch's loaders leave them
 */
public record ImageDecoder(long maxPixels, long maxBytes, boolean exifOrientation) {
    private static final int SHOWN = 8;

    /** Limits that every image of ImageNet keeps: 2<sup>26</sup> pixels, 2<sup>28</sup> bytes. */
    public ImageDecoder() {
        this(true);
    }

    /** The same limits. */
    public ImageDecoder(boolean exifOrientation) {
        this(1L << 26, 1L << 28, exifOrientation);
    }

    /**
     * Decodes a file; see {@link #decode(String, byte[])}.
     *
     * @throws DataException also if there is no such file or it is larger than the limit
     */
    public Image decode(Path file) {
        byte[] bytes =
                DataFiles.read(
                        file,
                        "an image",
                        () -> {
                            long size = Files.size(file);
                            if (size > maxBytes) {
                                throw new DataException(
                                        file,
                                        "%d bytes, the limit is %d".formatted(size, maxBytes));
                            }
                            return Files.readAllBytes(file);
                        });
        return decode(file.toString(), bytes);
    }

    /**
     * Decodes the bytes of a file.
     *
     * @param source names the file in messages
     * @return an image of three channels
     * @throws DataException if the format is unknown, the image too large, or anything in it damaged
     */
    public Image decode(String source, byte[] file) {
        var format =
                ImageFormat.of(file)
                        .orElseThrow(() -> new DataException(source, "no image: " + start(file)));
        try {
            return decode(file, format);
        } catch (IOException | RuntimeException e) {
            // Decoders answer damaged data with any kind of runtime exception.
            throw new DataException(source, "unreadable " + format + ": " + DataFiles.reason(e), e);
        }
    }

    /**
     * Takes an image that is decoded already.
     *
     * @return an image of three channels
     * @throws DataException if its samples are signed or floating-point, or its colors neither gray,
     *     RGB nor CMYK
     */
    public static Image convert(BufferedImage image) {
        try {
            return Rasters.rgb(image);
        } catch (IOException e) {
            throw new DataException("image", e.getMessage(), e);
        }
    }

    private Image decode(byte[] file, ImageFormat format) throws IOException {
        return switch (format) {
            case JPEG -> {
                var header = JpegHeader.read(file);
                yield turned(Rasters.rgb(JpegDecoder.decode(header, limit())), header.exif());
            }
            case PNG -> {
                byte[] exif = PngChunks.check(file);
                yield turned(read(file, format, Library.JDK), exif);
            }
            case GIF -> {
                var screen = GifBlocks.screen(file).enlarged();
                limit().check(screen.width(), screen.height());
                var picture = image(file, format, Library.JDK);
                yield screen.place(Rasters.rgb(picture), rest(picture.getColorModel()));
            }
            case BMP -> read(file, format, Library.JDK);
            case WEBP -> {
                var container = WebpContainer.read(file);
                yield turned(WebpDecoder.decode(container, limit()), container.exif());
            }
            case TIFF -> {
                var directory = TiffDirectory.read(file);
                directory.requireKnownSamples();
                directory.requireWholeStrips();
                directory.requireSizesWithin(limit());
                var image = read(file, format, directory.library());
                yield exifOrientation ? Orientation.apply(image, directory.orientation()) : image;
            }
            case PNM -> Rasters.rgb(PnmDecoder.decode(file, limit()));
            case PSD -> {
                byte[] picture = PsdSections.picture(file);
                yield Rasters.rgb(CommonsImagingDecoder.decode(picture, format, limit()));
            }
            case PCX -> Rasters.rgb(CommonsImagingDecoder.decode(file, format, limit()));
        };
    }

    /** The color of a GIF screen outside of its picture: the transparent one, or the first. */
    private static int rest(ColorModel model) {
        return model instanceof IndexColorModel palette
                ? palette.getRGB(Math.max(0, palette.getTransparentPixel()))
                : 0;
    }

    private Image read(byte[] file, ImageFormat format, Library library) throws IOException {
        return Rasters.rgb(image(file, format, library));
    }

    private BufferedImage image(byte[] file, ImageFormat format, Library library)
            throws IOException {
        return ImageIoDecoder.decode(file, format.label(), library, limit());
    }

    private Image turned(Image image, byte[] exif) {
        return exifOrientation ? Orientation.apply(image, Orientation.of(exif)) : image;
    }

    private PixelLimit limit() {
        return new PixelLimit(maxPixels);
    }

    private static String start(byte[] file) {
        if (file.length == 0) {
            return "0 bytes";
        }
        byte[] shown = Arrays.copyOf(file, Math.min(SHOWN, file.length));
        return "starts with %s, the start of no known format"
                .formatted(HexFormat.ofDelimiter(" ").formatHex(shown));
    }
}
