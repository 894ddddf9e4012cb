package dev.tornadovim.kernels.jvm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

import java.lang.reflect.Field;
import java.util.Arrays;

/**
 * The context of one work-item: its ids, and its group's local memory and barrier. Groups run one
 * after the other, so a lock on the group makes additions atomic.
 */
final class WorkItem extends KernelContext {

    private static final String[] AXES = {"x", "y", "z"};
    private static final Field[] GLOBAL_ID = fields("globalId", AXES);
    private static final Field[] LOCAL_ID = fields("localId", AXES);
    private static final Field[] GROUP_ID = fields("groupId", AXES);
    private static final Field[] GLOBAL_SIZE = fields("globalGroupSize", "X", "Y", "Z");
    private static final Field[] LOCAL_SIZE = fields("localGroupSize", "X", "Y", "Z");

    private final WorkGroup group;
    private int allocations;

    WorkItem(WorkGroup group, int index) {
        this.group = group;
        int rest = index;
        for (int axis = 0; axis < 3; axis++) {
            int size = group.size(axis);
            int local = rest % size;
            rest /= size;
            set(LOCAL_ID[axis], local);
            set(GROUP_ID[axis], group.id(axis));
            set(GLOBAL_ID[axis], group.id(axis) * size + local);
            set(LOCAL_SIZE[axis], size);
            set(GLOBAL_SIZE[axis], group.groups(axis) * size);
        }
    }

    private static Field[] fields(String prefix, String... suffixes) {
        return Arrays.stream(suffixes)
                .map(
                        suffix -> {
                            try {
                                Field field = KernelContext.class.getField(prefix + suffix);
                                field.setAccessible(true);
                                return field;
                            } catch (NoSuchFieldException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                .toArray(Field[]::new);
    }

    private void set(Field field, int value) {
        try {
            field.set(this, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void localBarrier() {
        group.barrier();
    }

    @Override
    public void globalBarrier() {
        group.barrier();
    }

    @Override
    public float[] allocateFloatLocalArray(int size) {
        return group.local(float[].class, size, allocations++);
    }

    @Override
    public int[] allocateIntLocalArray(int size) {
        return group.local(int[].class, size, allocations++);
    }

    @Override
    public double[] allocateDoubleLocalArray(int size) {
        return group.local(double[].class, size, allocations++);
    }

    @Override
    public long[] allocateLongLocalArray(int size) {
        return group.local(long[].class, size, allocations++);
    }

    @Override
    public void atomicAdd(IntArray array, int index, int value) {
        synchronized (group) {
            super.atomicAdd(array, index, value);
        }
    }

    @Override
    public void atomicAdd(int[] array, int index, int value) {
        synchronized (group) {
            super.atomicAdd(array, index, value);
        }
    }

    @Override
    public void atomicAdd(LongArray array, int index, long value) {
        synchronized (group) {
            super.atomicAdd(array, index, value);
        }
    }

    @Override
    public void atomicAdd(FloatArray array, int index, float value) {
        synchronized (group) {
            super.atomicAdd(array, index, value);
        }
    }

    @Override
    public void atomicAdd(DoubleArray array, int index, double value) {
        synchronized (group) {
            super.atomicAdd(array, index, value);
        }
    }

    @Override
    public String toString() {
        return "work-item " + globalIdx + "," + globalIdy + "," + globalIdz;
    }
}
