package dev.tornadovim.data.augment;

/** Changes normalized pixels in place; safe for several threads. */
@FunctionalInterface
public interface PixelTransform {
    /**
     * @param pixels {@code [channels, height, width]} from {@code offset} on
     * @param random the only source of randomness
     */
    void apply(
            float[] pixels, int offset, int channels, int height, int width, SampleRandom random);
}
