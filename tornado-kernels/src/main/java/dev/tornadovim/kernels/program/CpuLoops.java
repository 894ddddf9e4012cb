package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;

/**
 * Receives the CPU form of a step: loops whose iterations may run at the same time. Loops run in the
 * order they were added, each after the one before has ended. Bound once, run many times: a body
 * must not allocate.
 *
 * <p>For results that do not depend on the number of threads, the number of iterations must depend
 * on shapes only, and no two iterations may write the same element.
 */
public interface CpuLoops {

    /** The memory of a tensor, from its first element on. */
    MemorySegment segment(Tensor tensor);

    /** Adds a loop of {@code count} independent iterations. */
    void parallel(int count, Body body);

    /** One iteration of a loop. */
    @FunctionalInterface
    interface Body {
        /**
         * Runs iteration {@code index}.
         *
         * @param scratch heap arrays of the running thread, with undefined contents
         */
        void run(int index, Scratch scratch);
    }

    /** Heap arrays that belong to one thread and are reused from loop to loop. */
    final class Scratch {
        private float[][] slots = new float[4][];

        /** An array of at least {@code size} floats; the same slot gives the same array again. */
        public float[] floats(int slot, int size) {
            if (slot >= slots.length) {
                slots = java.util.Arrays.copyOf(slots, slot + 4);
            }
            float[] array = slots[slot];
            if (array == null || array.length < size) {
                array = new float[size];
                slots[slot] = array;
            }
            return array;
        }
    }
}
