package dev.tornadovim.kernels.op.scan;

/**
 * Sizes for a kernel, several in one long, because a task takes at most 15 arguments. They are
 * compile-time constants of a kernel, so taking them apart costs nothing there.
 */
final class ScanSizes {

    private static final int CHANNEL_BITS = 24;
    private static final int STATE_BITS = 10;
    private static final int BATCH_BITS = 20;

    private ScanSizes() {}

    /** Two non-negative ints. */
    static long pair(int low, int high) {
        return low | (long) high << 32;
    }

    static int low(long pair) {
        return (int) (pair & 0x7FFFFFFFL);
    }

    static int high(long pair) {
        return (int) (pair >> 32);
    }

    /** Where column {@code column} of row {@code row} of a view lies. */
    static int at(long view, int row, int column) {
        return low(view) + row * high(view) + column;
    }

    /** Tokens and the length of a chunk. */
    static long time(ScanShape shape) {
        return time(shape, 0);
    }

    /** Tokens, the length of a chunk, and up to 15 bits of the caller's. */
    static long time(ScanShape shape, int flags) {
        return pair(shape.tokens(), flags << 16 | shape.chunk());
    }

    static int flags(long time) {
        return high(time) >> 16;
    }

    static int tokens(long time) {
        return low(time);
    }

    static int chunk(long time) {
        return high(time) & 0xFFFF;
    }

    static int chunks(long time) {
        return (tokens(time) + chunk(time) - 1) / chunk(time);
    }

    /** Channels, states, batch, directions (less one) and which of them are reversed. */
    static long space(ScanShape shape) {
        check("channels", shape.channels(), CHANNEL_BITS);
        check("states", shape.states(), STATE_BITS);
        check("samples", shape.batch(), BATCH_BITS);
        long space = shape.reverse();
        space = space << 2 | shape.directions() - 1;
        space = space << BATCH_BITS | shape.batch();
        space = space << STATE_BITS | shape.states();
        return space << CHANNEL_BITS | shape.channels();
    }

    private static void check(String what, int size, int bits) {
        if (size >> bits != 0) {
            throw new IllegalArgumentException(
                    "scan on TornadoVM takes fewer than "
                            + (1 << bits)
                            + " "
                            + what
                            + ", got "
                            + size);
        }
    }

    static int channels(long space) {
        return (int) (space & 0xFFFFFFL);
    }

    static int states(long space) {
        return (int) (space >> 24 & 0x3FFL);
    }

    static int batch(long space) {
        return (int) (space >> 34 & 0xFFFFFL);
    }

    static int directions(long space) {
        return 1 + (int) (space >> 54 & 3L);
    }

    static int sequences(long space) {
        return directions(space) * batch(space);
    }

    /** 1 when the direction of a sequence is reversed. */
    static int isReverse(long space, int sequence) {
        return ((int) (space >> 56) >> (sequence / batch(space))) & 1;
    }
}
