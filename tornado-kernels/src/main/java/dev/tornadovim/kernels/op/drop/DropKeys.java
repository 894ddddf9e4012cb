package dev.tornadovim.kernels.op.drop;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Keys of drop path and dropout. A key is an input tensor of two integers below 2^24, which floats
 * hold exactly; the host sets it before every step. Equal seed, step and op give the same mask on
 * every engine and after a resume.
 */
public final class DropKeys {

    /** Shape of a key. */
    public static final Shape SHAPE = Shape.of(2);

    private DropKeys() {}

    /**
     * Sets the key of one op for one step.
     *
     * @param key a tensor of shape {@link #SHAPE}
     * @param seed seed of the run
     * @param step number of the step, micro-batches counted
     * @param op number of the op in the program
     */
    public static void set(Tensor key, long seed, long step, int op) {
        long z = mix(mix(mix(seed) + step) + op);
        key.set(new float[] {z >>> 40, z >>> 16 & 0xFFFFFF});
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mix(long seed) {
        long z = seed + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
