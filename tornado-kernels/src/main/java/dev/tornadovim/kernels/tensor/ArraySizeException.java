package dev.tornadovim.kernels.tensor;

import java.util.Locale;

/** A tensor or its memory is larger than one array can be. */
public final class ArraySizeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Elements of the largest array: TornadoVM counts its bytes, header included, in an int. */
    public static final int LARGEST = Integer.MAX_VALUE / Float.BYTES - 64;

    private static final double GIB = 1L << 30;

    ArraySizeException(String message) {
        super(message);
    }

    /**
     * Checks the size of an array.
     *
     * @param name what it is for
     * @throws ArraySizeException if one array cannot hold so many elements
     */
    public static void check(String name, int size) {
        if (size > LARGEST) {
            throw new ArraySizeException(
                    String.format(
                            Locale.ROOT,
                            "%s takes %.2f GiB, but an array holds at most 2 GiB; use a smaller"
                                    + " batch",
                            name,
                            size * (double) Float.BYTES / GIB));
        }
    }
}
