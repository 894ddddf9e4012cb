package dev.tornadovim.kernels.jvm;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One work-group. Its work-items run one after the other in the calling thread until one of them
 * reaches a barrier; the remaining ones then get a virtual thread each. So a kernel without barriers
 * needs no threads.
 */
final class WorkGroup {

    private final int[] groups;
    private final int[] id;
    private final int[] size;
    private final int items;
    private final Consumer<WorkItem> kernel;
    private final List<Object> locals = new ArrayList<>();
    private final List<Thread> waiting = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private long localBytes;
    private boolean threaded;
    private int started;
    private int finished;
    private volatile int phase;
    private volatile RuntimeException failure;

    WorkGroup(int[] groups, int[] id, int[] size, Consumer<WorkItem> kernel) {
        this.groups = groups;
        this.id = id;
        this.size = size;
        this.items = size[0] * size[1] * size[2];
        this.kernel = kernel;
    }

    int groups(int axis) {
        return groups[axis];
    }

    int id(int axis) {
        return id[axis];
    }

    int size(int axis) {
        return size[axis];
    }

    /**
     * Runs every work-item.
     *
     * @throws IllegalStateException when one fails, with its ids and the first failure as the cause
     */
    void run() {
        while (started < items && failure == null) {
            runItem(started++);
        }
        for (Thread thread : threads) {
            join(thread);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void runItem(int index) {
        WorkItem item = new WorkItem(this, index);
        try {
            kernel.accept(item);
            finish();
        } catch (RuntimeException | Error e) {
            fail(
                    new IllegalStateException(
                            item + " of group " + Arrays.toString(id) + ": " + e, e));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits until every work-item of the group has called this.
     *
     * @throws IllegalStateException when one of them ends or fails instead
     */
    void barrier() {
        checkNoneHasEnded();
        if (!threaded) {
            startOthers();
        }
        int mine = phase;
        synchronized (this) {
            checkNoneHasEnded();
            waiting.add(Thread.currentThread());
            if (waiting.size() == items) {
                phase = mine + 1;
                waiting.forEach(LockSupport::unpark);
                waiting.clear();
                return;
            }
        }
        while (phase == mine && failure == null) {
            LockSupport.park(this);
        }
        if (failure != null) {
            throw new IllegalStateException("another work-item of the group failed");
        }
    }

    private synchronized void checkNoneHasEnded() {
        if (finished > 0) {
            throw new IllegalStateException(
                    "a barrier that " + finished + " of " + items + " work-items did not reach");
        }
    }

    private void startOthers() {
        threaded = true;
        int first = started;
        started = items;
        for (int index = first; index < items; index++) {
            int next = index;
            threads.add(Thread.ofVirtual().start(() -> runItem(next)));
        }
    }

    private synchronized void finish() {
        finished++;
        if (!waiting.isEmpty()) {
            throw new IllegalStateException(
                    "ends while " + waiting.size() + " work-items wait at a barrier");
        }
    }

    private synchronized void fail(RuntimeException e) {
        if (failure == null) {
            failure = e;
        }
        waiting.forEach(LockSupport::unpark);
    }

    /**
     * The local array of the {@code index}th allocation, the same for every work-item.
     *
     * @throws IllegalStateException when work-items ask for different arrays, or for more than {@link
     *     JvmDevice#LOCAL_BYTES} together
     */
    synchronized <T> T local(Class<T> type, int length, int index) {
        if (index == locals.size()) {
            locals.add(uninitialized(type, length));
        }
        Object array = locals.get(index);
        if (!type.isInstance(array) || Array.getLength(array) != length) {
            throw new IllegalStateException(
                    "local allocation "
                            + index
                            + " differs between work-items: "
                            + array.getClass().getSimpleName()
                            + " of "
                            + Array.getLength(array)
                            + " and "
                            + type.getSimpleName()
                            + " of "
                            + length);
        }
        return type.cast(array);
    }

    private Object uninitialized(Class<?> type, int length) {
        Class<?> element = type.getComponentType();
        Object array = Array.newInstance(element, length);
        switch (array) {
            case float[] floats -> Arrays.fill(floats, Float.NaN);
            case double[] doubles -> Arrays.fill(doubles, Double.NaN);
            case int[] ints -> Arrays.fill(ints, -1);
            case long[] longs -> Arrays.fill(longs, -1);
            default -> throw new AssertionError(type);
        }
        int bytes = element == double.class || element == long.class ? 8 : 4;
        localBytes += (long) length * bytes;
        if (localBytes > JvmDevice.LOCAL_BYTES) {
            throw new IllegalStateException(
                    localBytes + " bytes of local memory, at most " + JvmDevice.LOCAL_BYTES);
        }
        return array;
    }
}
