package dev.tornadovim.kernels.tensor;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.lang.foreign.MemorySegment;

/**
 * Memory behind tensors: fp32, off-heap, usable by both engines without a copy. Parameters, inputs
 * and optimizer state are allocated at once; activations get their memory from the {@link
 * dev.tornadovim.kernels.program.MemoryPlan}, which lets several of them share one array.
 */
public final class Storage {

    /** What the values are for, which decides how long they live and when they move to a device. */
    public enum Kind {
        /** Trained values; live as long as the model. */
        PARAMETER,
        /** Gradients of parameters; accumulate until the update clears them. */
        PARAMETER_GRADIENT,
        /** Optimizer moments, EMA copies and constants; live as long as the run. */
        STATE,
        /** Written by the host before a run. */
        INPUT,
        /** Intermediate values and their gradients; memory is planned and reused. */
        ACTIVATION,
        /** Intermediate values that the host reads after a run; never reused. */
        OUTPUT,
        /** Work space of a single step on the CPU engine. */
        CPU_SCRATCH,
        /** Work space of a single step on the TornadoVM engine. */
        DEVICE_SCRATCH
    }

    private final String name;
    private final int size;
    private Kind kind;
    private FloatArray array;

    private Storage(String name, int size, Kind kind) {
        this.name = name;
        this.size = size;
        this.kind = kind;
    }

    /** Storage with memory of its own, zeroed. */
    public static Storage allocated(String name, int size, Kind kind) {
        Storage storage = new Storage(name, size, kind);
        storage.array = new FloatArray(size);
        storage.array.init(0f);
        return storage;
    }

    /** Storage whose memory a memory plan will assign. */
    public static Storage planned(String name, int size, Kind kind) {
        return new Storage(name, size, kind);
    }

    /** Name for messages and profiles. */
    public String name() {
        return name;
    }

    /** Number of floats in use; the array behind may be longer. */
    public int size() {
        return size;
    }

    /** What the values are for. */
    public Kind kind() {
        return kind;
    }

    /** Marks planned storage as an output, so that the host finds its values after the run. */
    public void keepAsOutput() {
        if (kind == Kind.ACTIVATION) {
            kind = Kind.OUTPUT;
        }
    }

    /** Whether memory has been assigned. */
    public boolean isAllocated() {
        return array != null;
    }

    /** The memory. Fails when no plan has assigned any. */
    public FloatArray array() {
        if (array == null) {
            throw new IllegalStateException("storage " + name + " has no memory before planning");
        }
        return array;
    }

    /** The memory without TornadoVM's header, {@code size} floats or more. */
    public MemorySegment segment() {
        return array().getSegment();
    }

    /** Gives this storage an array of at least {@link #size()} elements, shared or not. */
    public void assign(FloatArray memory) {
        if (memory.getSize() < size) {
            throw new IllegalArgumentException(
                    "storage " + name + " needs " + size + " floats, got " + memory.getSize());
        }
        this.array = memory;
    }

    @Override
    public String toString() {
        return name + "(" + kind + ", " + size + ")";
    }
}
