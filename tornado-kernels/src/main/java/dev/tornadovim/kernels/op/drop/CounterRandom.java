package dev.tornadovim.kernels.op.drop;

/**
 * Random bits as a function of a key and a counter. The mixing step is Wellons' lowbias32 ("Hash
 * Prospector", 2018: the 32-bit xorshift-multiply with the least bias that a search found); two
 * rounds, one for each half of the key.
 *
 * <p>Java, the loops of the CPU engine and a kernel on a device draw the same bits: the 32 bits
 * travel in a long and nothing is ever negative, because the compilers of some devices get the
 * logical shift and the products of negative integers wrong.
 */
final class CounterRandom {

    private static final long BITS = 0xFFFFFFFFL;

    /** One, as the upper 24 bits of a draw see it. */
    private static final int ONE = 1 << 24;

    private CounterRandom() {}

    /**
     * 24 random bits.
     *
     * @param key0 first half of the key, from 0 to 2^24 - 1
     * @param key1 second half
     * @param counter the element's index
     */
    static int bits(int key0, int key1, int counter) {
        long first = mix((counter + 0x3C6EF372L + key0 * 0x2545F491L) & BITS);
        return (int) (mix((first + key1 * 0x2545F491L) & BITS) >> 8);
    }

    /** Wellons' lowbias32, a bijection of 32 bits. */
    private static long mix(long seed) {
        long x = seed;
        x ^= x >> 16;
        x = x * 0x7FEB352DL & BITS;
        x ^= x >> 15;
        // The multiplier 0x846CA68B in two parts: the upper one reaches the last bit only.
        x = x * 0x046CA68BL + (x & 1) * 0x80000000L & BITS;
        x ^= x >> 16;
        return x;
    }

    /**
     * The bound below which {@link #bits} must fall for an element to be kept: an integer comparison,
     * so that no rounding differs between devices.
     */
    static int keepBelow(float rate) {
        return (int) Math.round((1.0 - rate) * ONE);
    }
}
