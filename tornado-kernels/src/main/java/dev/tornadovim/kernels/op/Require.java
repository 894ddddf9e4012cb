package dev.tornadovim.kernels.op;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/** Checks of what an op is given; the message names the op, the tensor and what was expected. */
public final class Require {

    private Require() {}

    /** Rows must follow each other without a gap. */
    public static void contiguous(String op, Tensor... tensors) {
        for (Tensor tensor : tensors) {
            if (tensor != null && !tensor.isContiguous()) {
                throw new IllegalArgumentException(
                        op
                                + ": "
                                + tensor
                                + " must be contiguous, its rows lie "
                                + tensor.rowStride()
                                + " apart");
            }
        }
    }

    /** The tensor must have this shape. */
    public static void shape(String op, Tensor tensor, Shape expected) {
        if (!tensor.shape().equals(expected)) {
            throw new IllegalArgumentException(
                    op
                            + ": expected "
                            + tensor.name()
                            + " of shape "
                            + expected
                            + ", got "
                            + tensor);
        }
    }

    /** The tensor must have this number of dimensions; {@code layout} names them. */
    public static void rank(String op, Tensor tensor, int rank, String layout) {
        if (tensor.shape().rank() != rank) {
            throw new IllegalArgumentException(op + ": expected " + layout + ", got " + tensor);
        }
    }

    /** The tensor must have this many elements. */
    public static void size(String op, Tensor tensor, int size) {
        if (tensor.size() != size) {
            throw new IllegalArgumentException(
                    op + ": expected " + tensor.name() + " of " + size + " values, got " + tensor);
        }
    }

    /** An array has to be indexed with an int. */
    public static int elements(String op, long elements) {
        if (elements > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    op
                            + ": an array of "
                            + elements
                            + " elements, at most 2^31-1; use a smaller batch");
        }
        return (int) elements;
    }

    /** Token indices must be distinct and lie in a sequence of this length. */
    public static void tokens(String op, int[] positions, int length) {
        for (int k = 0; k < positions.length; k++) {
            for (int other = 0; other < k; other++) {
                if (positions[k] == positions[other]) {
                    throw new IllegalArgumentException(
                            op + ": token " + positions[k] + " is named twice");
                }
            }
            if (positions[k] < 0 || positions[k] >= length) {
                throw new IllegalArgumentException(
                        op
                                + ": token "
                                + positions[k]
                                + " is outside a sequence of "
                                + length
                                + " tokens");
            }
        }
    }
}
