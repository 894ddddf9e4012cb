package dev.tornadovim.kernels.op.concat;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link Concat} for TornadoVM, one thread per value. */
final class ConcatKernels {

    private ConcatKernels() {}

    /** to[row, column] = from[row, column]; added where accumulate is 1. */
    static void copyRows(
            FloatArray from,
            int fromOffset,
            int fromStride,
            FloatArray to,
            int toOffset,
            int toStride,
            int rows,
            int columns,
            int accumulate) {
        for (@Parallel int index = 0; index < rows * columns; index++) {
            int row = index / columns;
            int column = index - row * columns;
            int target = toOffset + row * toStride + column;
            float value = from.get(fromOffset + row * fromStride + column);
            if (accumulate == 1) {
                value += to.get(target);
            }
            to.set(target, value);
        }
    }
}
