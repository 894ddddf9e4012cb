package dev.tornadovim.kernels.op.scan;

import java.util.List;

/**
 * Which way a sequence op walks over the tokens. Kernels reverse the index; no sequence is flipped in
 * memory, so values of both directions lie at their token.
 */
public enum Direction {
    /** From the first token to the last. */
    FORWARD,
    /** From the last token to the first. */
    REVERSE;

    /** The directions as bits for a kernel: bit k is set when direction k is {@link #REVERSE}. */
    public static int bits(List<Direction> directions) {
        int bits = 0;
        for (int k = 0; k < directions.size(); k++) {
            bits |= directions.get(k) == REVERSE ? 1 << k : 0;
        }
        return bits;
    }
}
