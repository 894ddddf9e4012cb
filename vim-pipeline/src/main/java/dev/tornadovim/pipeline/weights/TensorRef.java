package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;

/**
 * A strided tensor in a storage of a PyTorch file.
 *
 * @param storage where its values lie
 * @param offset of its first value, in values
 * @param shape its dimensions; with one of 0 it has no values
 * @param strides from one value to the next of each dimension, in values
 */
record TensorRef(StorageRef storage, long offset, long[] shape, long[] strides) {

    /** A storage named by the index: consecutive values of one type. */
    record StorageRef(ElementType type, String key, long count) {}

    boolean empty() {
        for (long dim : shape) {
            if (dim == 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether its values can be read as fp32. */
    boolean readable() {
        return storage.type().readable() && !empty();
    }

    /**
     * Checks that the tensor lies inside its storage.
     *
     * @throws IllegalArgumentException if it does not, or has more values than an array holds
     */
    void check() {
        if (empty()) {
            return;
        }
        try {
            long end = Math.addExact(offset, extent());
            dimensions();
            if (offset < 0 || end > storage.count()) {
                throw new IllegalArgumentException(
                        "reaches from %d to %d in a storage of %d values"
                                .formatted(offset, end, storage.count()));
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Number of storage values from the first to the last value of the tensor. */
    private long extent() {
        long last = 0;
        for (int i = 0; i < shape.length; i++) {
            if (strides[i] < 0) {
                throw new IllegalArgumentException("negative stride");
            }
            last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        return last + 1;
    }

    /** The shape, of a tensor with values. */
    Shape dimensions() {
        int[] dims = new int[shape.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = Math.toIntExact(shape[i]);
        }
        return Shape.of(dims);
    }

    /** Number of storage values to read from {@link #offset} on. */
    int run() {
        return Math.toIntExact(extent());
    }

    /**
     * The values of the tensor in row-major order.
     *
     * @param run the values of the storage from the first to the last of the tensor
     */
    float[] gather(float[] run) {
        Shape dims = dimensions();
        float[] values = new float[dims.size()];
        int[] index = new int[dims.rank()];
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = run[at];
            for (int axis = index.length - 1; axis >= 0; axis--) {
                int stride = (int) strides[axis];
                at += stride;
                if (++index[axis] < dims.dim(axis)) {
                    break;
                }
                at -= index[axis] * stride;
                index[axis] = 0;
            }
        }
        return values;
    }
}
