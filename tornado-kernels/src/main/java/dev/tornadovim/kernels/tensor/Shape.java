package dev.tornadovim.kernels.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/** An immutable row-major shape. Every dimension is at least one. */
public final class Shape {

    private final int[] dims;
    private final int size;

    private Shape(int[] dims) {
        long product = 1;
        for (int dim : dims) {
            if (dim < 1) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(dims) + ": every dimension must be at least 1");
            }
            product *= dim;
            if (product > Integer.MAX_VALUE) {
                throw new ArraySizeException(
                        "shape "
                                + Arrays.toString(dims)
                                + " has more than 2^31-1 elements; use a smaller batch");
            }
        }
        this.dims = dims;
        this.size = (int) product;
    }

    /** A shape from its dimensions, outermost first. */
    public static Shape of(int... dims) {
        return new Shape(dims.clone());
    }

    /** Number of dimensions. */
    public int rank() {
        return dims.length;
    }

    /** Dimension {@code axis}; negative counts from the last, so {@code dim(-1)} is the innermost. */
    public int dim(int axis) {
        return dims[axis < 0 ? dims.length + axis : axis];
    }

    /** Number of elements. */
    public int size() {
        return size;
    }

    /** Length of the innermost dimension, 1 for a scalar. */
    public int columns() {
        return dims.length == 0 ? 1 : dim(-1);
    }

    /** Product of all dimensions but the innermost. */
    public int rows() {
        return size / columns();
    }

    /** The same shape with another innermost dimension. */
    public Shape withColumns(int columns) {
        int[] copy = dims.clone();
        copy[copy.length - 1] = columns;
        return new Shape(copy);
    }

    /** The shape without its outermost dimension. */
    public Shape inner() {
        return new Shape(Arrays.copyOfRange(dims, 1, dims.length));
    }

    /** A copy of the dimensions. */
    public int[] toArray() {
        return dims.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** The dimensions as in {@code [8, 197, 192]}. */
    @Override
    public String toString() {
        return Arrays.stream(dims)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
