package dev.tornadovim.kernels.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A named view of storage: a shape, an offset, and the distance between rows. A row is the innermost
 * dimension and is contiguous; all outer dimensions together count the rows, which lie {@code
 * rowStride} floats apart. So a range of columns of a matrix is a tensor too, which is how a
 * projection's output is split without a copy.
 */
public final class Tensor {

    private final String name;
    private final Shape shape;
    private final Storage storage;
    private final int offset;
    private final int rowStride;

    /** A view; {@code offset} and {@code rowStride} count floats. */
    public Tensor(String name, Shape shape, Storage storage, int offset, int rowStride) {
        this.name = Objects.requireNonNull(name);
        this.shape = shape;
        this.storage = storage;
        this.offset = offset;
        this.rowStride = rowStride;
        long end = offset + (long) (shape.rows() - 1) * rowStride + shape.columns();
        if (offset < 0 || rowStride < shape.columns() || end > storage.size()) {
            throw new IllegalArgumentException(
                    "view " + name + shape + " at " + offset + " leaves " + storage);
        }
    }

    /** A tensor that covers all of new planned storage. */
    public static Tensor planned(String name, Shape shape, Storage.Kind kind) {
        return whole(name, shape, Storage.planned(name, shape.size(), kind));
    }

    /** A tensor that covers all of newly allocated, zeroed storage. */
    public static Tensor allocated(String name, Shape shape, Storage.Kind kind) {
        return whole(name, shape, Storage.allocated(name, shape.size(), kind));
    }

    private static Tensor whole(String name, Shape shape, Storage storage) {
        return new Tensor(name, shape, storage, 0, shape.columns());
    }

    /** Name for messages, profiles and checkpoints. */
    public String name() {
        return name;
    }

    /** The shape. */
    public Shape shape() {
        return shape;
    }

    /** Dimension {@code axis} of the shape; negative counts from the last. */
    public int dim(int axis) {
        return shape.dim(axis);
    }

    /** Number of elements. */
    public int size() {
        return shape.size();
    }

    /** Number of rows: all dimensions but the last. */
    public int rows() {
        return shape.rows();
    }

    /** Length of a row. */
    public int columns() {
        return shape.columns();
    }

    /** The storage viewed. */
    public Storage storage() {
        return storage;
    }

    /** Index of the first element in the storage. */
    public int offset() {
        return offset;
    }

    /** Floats from one row to the next. */
    public int rowStride() {
        return rowStride;
    }

    /** Whether rows follow each other without a gap. */
    public boolean isContiguous() {
        return rowStride == shape.columns();
    }

    /** Whether this view is all of its storage. */
    public boolean coversStorage() {
        return offset == 0 && isContiguous() && size() == storage.size();
    }

    /** The columns from {@code from} (inclusive) to {@code to} (exclusive) of every row. */
    public Tensor columns(int from, int to) {
        return new Tensor(
                name + "[" + from + ":" + to + "]",
                shape.withColumns(to - from),
                storage,
                offset + from,
                rowStride);
    }

    /** Element {@code index} of the outermost dimension, as a tensor of one rank less. */
    public Tensor select(int index) {
        int rowsEach = shape.rows() / shape.dim(0);
        return new Tensor(
                name + "[" + index + "]",
                shape.inner(),
                storage,
                offset + index * rowsEach * rowStride,
                rowStride);
    }

    /** The same elements under another shape; needs a contiguous view or the same row length. */
    public Tensor reshape(Shape other) {
        if (other.size() != size() || (!isContiguous() && other.columns() != columns())) {
            throw new IllegalArgumentException("cannot view " + this + " as " + other);
        }
        return new Tensor(
                name, other, storage, offset, isContiguous() ? other.columns() : rowStride);
    }

    /** The view that lies in {@code other} where this one lies in its own storage. */
    public Tensor in(Storage other, String newName) {
        return new Tensor(newName, shape, other, offset, rowStride);
    }

    /** The memory from the first element on. */
    public MemorySegment segment() {
        return storage.segment().asSlice((long) offset * Float.BYTES);
    }

    /** Copies the values out, row-major and without gaps. */
    public float[] toArray() {
        float[] values = new float[size()];
        MemorySegment segment = segment();
        int columns = columns();
        for (int row = 0; row < rows(); row++) {
            MemorySegment.copy(
                    segment,
                    JAVA_FLOAT,
                    (long) row * rowStride * Float.BYTES,
                    values,
                    row * columns,
                    columns);
        }
        return values;
    }

    /** Copies values in, row-major and without gaps. */
    public void set(float[] values) {
        if (values.length != size()) {
            throw new IllegalArgumentException(
                    name + shape + " takes " + size() + " values, got " + values.length);
        }
        MemorySegment segment = segment();
        int columns = columns();
        for (int row = 0; row < rows(); row++) {
            MemorySegment.copy(
                    values,
                    row * columns,
                    segment,
                    JAVA_FLOAT,
                    (long) row * rowStride * Float.BYTES,
                    columns);
        }
    }

    @Override
    public String toString() {
        return name + shape;
    }
}
