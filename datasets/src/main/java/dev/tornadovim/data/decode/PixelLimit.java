package dev.tornadovim.data.decode;

import java.io.IOException;

/**
 * The largest images decoded. It is checked before anything is allocated, as a file of a few bytes can
 * state any size.
 *
 * @param maxPixels largest width times height accepted
 */
record PixelLimit(long maxPixels) {
    /** Readers hold several copies of a row, so a row of all pixels would take many times its image. */
    private static final int MAX_SIDE = 1 << 18;

    /**
     * Checks dimensions.
     *
     * @throws IOException if they are too large, or not positive
     */
    void check(int width, int height) throws IOException {
        if (width < 1 || height < 1 || (long) width * height > maxPixels) {
            throw new IOException(
                    "%d × %d pixels, the limit is %d pixels".formatted(width, height, maxPixels));
        }
        if (Math.max(width, height) > MAX_SIDE) {
            throw new IOException(
                    "%d × %d pixels, the limit is %d per side".formatted(width, height, MAX_SIDE));
        }
    }
}
