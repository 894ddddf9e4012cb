package dev.tornadovim.kernels.engine.cpu;

/**
 * A range cut into chunks of equal size, for loops over elements or rows. The cut depends on the
 * length alone, never on the number of threads.
 *
 * @param length total length
 * @param chunk length of every chunk but the last
 */
public record Chunks(int length, int chunk) {

    private static final int ELEMENTS = 16_384;

    /** Elements in chunks that fit the first-level cache. */
    public static Chunks of(int length) {
        return new Chunks(length, ELEMENTS);
    }

    /** Rows in chunks of about as many elements. */
    public static Chunks ofRows(int rows, int columns) {
        return new Chunks(rows, Math.max(1, ELEMENTS / columns));
    }

    /** Number of chunks. */
    public int count() {
        return (length + chunk - 1) / chunk;
    }

    /** First index of chunk {@code index}. */
    public int start(int index) {
        return index * chunk;
    }

    /** One past the last index of chunk {@code index}. */
    public int end(int index) {
        return Math.min(length, (index + 1) * chunk);
    }
}
