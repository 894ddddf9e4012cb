package dev.tornadovim.data.decode;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.decode.ImageIoDecoder.Library;

import java.io.IOException;

/** Decoding of WebP files by libwebp, whose natives come with its reader. */
final class WebpDecoder {
    private static final String LIBRARY = "webp-imageio";

    private WebpDecoder() {}

    /**
     * Decodes the first picture, on the black canvas of its animation if it has one.
     *
     * @throws IOException if the file is damaged, too large, or there is no libwebp for this platform
     */
    static Image decode(WebpContainer container, PixelLimit limit) throws IOException {
        requireNatives(System.getProperty("os.name"), System.getProperty("os.arch"));
        var screen = container.screen();
        if (screen != null) {
            limit.check(screen.width(), screen.height());
        }
        try {
            var picture =
                    ImageIoDecoder.decode(container.picture(), "webp", Library.LIBWEBP, limit);
            var image = Rasters.rgb(picture);
            return screen == null ? image : screen.place(image, 0);
        } catch (LinkageError e) {
            throw new IOException("libwebp cannot be loaded: " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            // libwebp's status, which damaged data has too; the error of the JVM has a message.
            if (e.getMessage() != null) {
                throw e;
            }
            throw new IOException("damaged, or larger than libwebp has memory for", e);
        }
    }

    /** Looks for the natives itself, as the reader would print a stack trace. */
    static void requireNatives(String system, String architecture) throws IOException {
        String family = system.startsWith("Windows") ? "Windows" : system.split(" ")[0];
        String file =
                switch (family) {
                    case "Windows" -> LIBRARY + ".dll";
                    case "Mac" -> "lib" + LIBRARY + ".dylib";
                    default -> "lib" + LIBRARY + ".so";
                };
        String processor = architecture.equals("amd64") ? "x86_64" : architecture;
        String resource = "/native/%s/%s/%s".formatted(family, processor, file);
        if (WebpDecoder.class.getResource(resource) == null) {
            throw new IOException("no libwebp for %s on %s".formatted(system, architecture));
        }
    }
}
