package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Tasks that make arrays known to TornadoVM. It moves an array to the device only for a task that
 * takes it, and copies it only for a task that reads it. {@code touch} is 0, so nothing is written;
 * the bodies are there for TornadoVM's analysis of accesses.
 */
final class ResidentKernels {

    /** Arrays that one task takes. */
    static final int ARRAYS = 10;

    private ResidentKernels() {}

    /** For a graph that has to have a task. */
    static void idle(FloatArray a, int touch) {
        for (@Parallel int k = 0; k < 1; k++) {
            if (touch == 1) {
                a.set(k, a.get(k) + 1f);
            }
        }
    }

    /** Arrays whose values are copied to the device. */
    static void keep(
            FloatArray a,
            FloatArray b,
            FloatArray c,
            FloatArray d,
            FloatArray e,
            FloatArray f,
            FloatArray g,
            FloatArray h,
            FloatArray i,
            FloatArray j,
            int touch) {
        for (@Parallel int k = 0; k < 1; k++) {
            if (touch == 1) {
                a.set(k, a.get(k) + 1f);
                b.set(k, b.get(k) + 1f);
                c.set(k, c.get(k) + 1f);
                d.set(k, d.get(k) + 1f);
                e.set(k, e.get(k) + 1f);
                f.set(k, f.get(k) + 1f);
                g.set(k, g.get(k) + 1f);
                h.set(k, h.get(k) + 1f);
                i.set(k, i.get(k) + 1f);
                j.set(k, j.get(k) + 1f);
            }
        }
    }

    /** Arrays that need memory only. */
    static void reserve(
            FloatArray a,
            FloatArray b,
            FloatArray c,
            FloatArray d,
            FloatArray e,
            FloatArray f,
            FloatArray g,
            FloatArray h,
            FloatArray i,
            FloatArray j,
            int touch) {
        for (@Parallel int k = 0; k < 1; k++) {
            if (touch == 1) {
                a.set(k, 1f);
                b.set(k, 1f);
                c.set(k, 1f);
                d.set(k, 1f);
                e.set(k, 1f);
                f.set(k, 1f);
                g.set(k, 1f);
                h.set(k, 1f);
                i.set(k, 1f);
                j.set(k, 1f);
            }
        }
    }

    /**
     * Copies a piece into one of the arrays.
     *
     * @param order number of the array, first element, number of elements
     * @param piece the values
     * @param first number of array {@code a}
     */
    static void receive(
            IntArray order,
            FloatArray piece,
            int first,
            FloatArray a,
            FloatArray b,
            FloatArray c,
            FloatArray d,
            FloatArray e,
            FloatArray f,
            FloatArray g,
            FloatArray h,
            FloatArray i,
            FloatArray j) {
        for (@Parallel int k = 0; k < piece.getSize(); k++) {
            int target = order.get(0) - first;
            int at = order.get(1) + k;
            if (k < order.get(2)) {
                float value = piece.get(k);
                if (target == 0) {
                    a.set(at, value);
                }
                if (target == 1) {
                    b.set(at, value);
                }
                if (target == 2) {
                    c.set(at, value);
                }
                if (target == 3) {
                    d.set(at, value);
                }
                if (target == 4) {
                    e.set(at, value);
                }
                if (target == 5) {
                    f.set(at, value);
                }
                if (target == 6) {
                    g.set(at, value);
                }
                if (target == 7) {
                    h.set(at, value);
                }
                if (target == 8) {
                    i.set(at, value);
                }
                if (target == 9) {
                    j.set(at, value);
                }
            }
        }
    }
}
