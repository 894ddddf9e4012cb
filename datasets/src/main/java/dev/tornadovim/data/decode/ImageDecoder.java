package dev.tornadovim.data.decode;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Decodes image files to RGB.
 *
 * <table>
 * <caption>Which decoder reads what</caption>
 * <tr><td>JPEG</td><td>the JDK's reader, the same pixels as libjpeg and so as Pillow; with four
 *     components TwelveMonkeys'</td></tr>
 * <tr><td>PNG, BMP, GIF</td><td>the JDK's readers</td></tr>
 * <tr><td>WebP</td><td>TwelveMonkeys'</td></tr>
 * <tr><td>TIFF, PNM, PSD, PCX</td><td>Apache Commons Imaging, which also reads the EXIF
 *     orientation</td></tr>
 * </table>
 *
 * <p>Colour profiles are ignored, as PyTorch's loaders do: values come out as they are stored. The
 * first image of a file with several is taken.
 *
 * @param maxPixels largest width times height accepted
 * @param maxBytes largest file accepted
 * @param exifOrientation whether pictures are turned upright as their EXIF orientation says
 */
public record ImageDecoder(long maxPixels, long maxBytes, boolean exifOrientation) {
    private static final int SHOWN = 8;

    /** Limits that every image of ImageNet keeps: 64 million pixels, 256 million bytes. */
    public ImageDecoder() {
        this(true);
    }

    /** The same limits. */
    public ImageDecoder(boolean exifOrientation) {
        this(1L << 26, 1L << 28, exifOrientation);
    }

    /** Decodes a file; see {@link #decode(String, byte[])}. */
    public Image decode(Path file) {
        try {
            long size = Files.size(file);
            if (size > maxBytes) {
                throw new DataException(
                        file, "%d bytes, the limit is %d".formatted(size, maxBytes));
            }
            return decode(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new DataException(file, "no such file, expected an image", e);
        } catch (IOException e) {
            throw new DataException(file, "cannot be read: " + firstLine(e), e);
        }
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
            throw new DataException(source, "unreadable " + format + ": " + firstLine(e), e);
        }
    }

    private Image decode(byte[] file, ImageFormat format) throws IOException {
        return switch (format) {
            case JPEG -> {
                var header = JpegHeader.read(file);
                boolean cmyk = header.components() == 4;
                var image = ImageIoDecoder.decode(header.plain(), format, cmyk, this::checkSize);
                yield upright(Rasters.rgb(image), header.exif(), file);
            }
            case PNG -> {
                boolean exif = PngChunks.check(file);
                var image = ImageIoDecoder.decode(file, format, false, this::checkSize);
                yield upright(Rasters.rgb(image), exif, file);
            }
            case GIF, BMP ->
                    Rasters.rgb(ImageIoDecoder.decode(file, format, false, this::checkSize));
            case WEBP -> {
                var container = WebpContainer.read(file);
                var image = ImageIoDecoder.decode(container.plain(), format, true, this::checkSize);
                yield upright(Rasters.rgb(image), container.exif(), file);
            }
            case TIFF -> {
                var image = CommonsImagingDecoder.decode(file, format, this::checkSize);
                yield upright(Rasters.rgb(image), true, file);
            }
            case PSD -> {
                PsdSections.check(file);
                yield Rasters.rgb(CommonsImagingDecoder.decode(file, format, this::checkSize));
            }
            case PNM, PCX ->
                    Rasters.rgb(CommonsImagingDecoder.decode(file, format, this::checkSize));
        };
    }

    private Image upright(Image image, boolean exif, byte[] file) {
        return exif && exifOrientation ? Orientation.apply(image, Orientation.of(file)) : image;
    }

    private void checkSize(int width, int height) throws IOException {
        if (width < 1 || height < 1 || (long) width * height > maxPixels) {
            throw new IOException(
                    "%d × %d pixels, the limit is %d pixels".formatted(width, height, maxPixels));
        }
    }

    private static String start(byte[] file) {
        if (file.length == 0) {
            return "0 bytes";
        }
        var hex = new StringBuilder("starts with");
        for (int i = 0; i < Math.min(SHOWN, file.length); i++) {
            hex.append(" %02x".formatted(file[i]));
        }
        return hex.append(", the start of no known format").toString();
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("");
    }
}
