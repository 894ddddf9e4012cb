package dev.tornadovim.pipeline.detection.box;

import java.util.Arrays;

/** Positions by descending score. */
public final class ScoreOrder {

    private ScoreOrder() {}

    /**
     * The positions of the {@code most} largest scores, or of all when there are fewer; equal scores
     * keep their order.
     */
    public static int[] descending(float[] scores, int most) {
        long[] keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) ascending(-scores[i]) << 32 | i;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).limit(most).mapToInt(key -> (int) key).toArray();
    }

    /** An integer that orders as the float does; +0 and -0 are one. */
    private static int ascending(float value) {
        int bits = Float.floatToIntBits(value + 0f);
        return bits ^ bits >> 31 & Integer.MAX_VALUE;
    }
}
