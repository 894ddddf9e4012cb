package dev.tornadovim.kernels.tensor;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.lang.foreign.MemorySegment;

/**
 * Memory behind tensors: fp32, off-heap, usable by both engines without a copy. Parameters, inputs
 * and optimizer state have memory of their own, allocated at its first use, so that a program can be
 * built and its memory counted where it does not fit; activations get theirs from the {@link
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
    private final boolean own;
    private Kind kind;
    private volatile FloatArray array;

    private Storage(String name, int size, Kind kind, boolean own) {
        this.name = name;
        this.size = size;
        this.kind = kind;
        this.own = own;
    }

    /** Storage with memory of its own, zeroed. */
    public static Storage allocated(String name, int size, Kind kind) {
        return new Storage(name, size, kind, true);
    }

    /** Storage whose memory a memory plan will assign. */
    public static Storage planned(String name, int size, Kind kind) {
        return new Storage(name, size, kind, false);
    }

    /**
     * Allocates an array.
     *
     * @param name what it is for, for the message
     * @throws ArraySizeException if that is more than one array can hold
     */
    public static FloatArray array(String name, int size) {
        ArraySizeException.check(name, size);
        return new FloatArray(size);
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

    /** Whether there is memory, of its own or assigned. */
    public boolean isAllocated() {
        return own || array != null;
    }

    /**
     * The memory. Fails when no plan has assigned any.
     *
     * @throws ArraySizeException if it is more than one array can hold
     */
    public FloatArray array() {
        FloatArray memory = array;
        return memory == null ? allocate() : memory;
    }

    private synchronized FloatArray allocate() {
        if (array == null) {
            if (!own) {
                throw new IllegalStateException(
                        "storage " + name + " has no memory before planning");
            }
            FloatArray memory = array(name, size);
            memory.init(0f);
            array = memory;
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
