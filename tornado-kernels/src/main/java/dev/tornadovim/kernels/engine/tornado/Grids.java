package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;

import java.util.Arrays;

/**
 * Launch geometry of kernels. Sizes are rounded up to whole groups, so every
 * kernel guards its ids. The engine checks a grid against the device when a task is added.
 */
public final class Grids {

    /**
     * Groups along y and z at most: CUDA's limit on every GPU. TornadoVM does not tell a device's own,
     * and a program should not depend on it, so what grows with the number of tokens goes along x.
     */
    static final int GROUPS_Y_Z = 65_535;

    /**
     * Work-items in a group of a {@code @Parallel} kernel at most. A multiprocessor of NVIDIA has
     * 65,536 registers and a kernel takes at most 255 per work-item, so that many always fit.
     */
    private static final int ELEMENTWISE = 256;

    private Grids() {}

    /** A grid that TornadoVM must not launch in groups of another size, which kernels rely on. */
    private static final class Line extends WorkerGrid1D {
        Line(int x) {
            super(x);
        }

        @Override
        public void setLocalWorkToNull() {
            throw refused(this);
        }
    }

    /** The same in two dimensions. */
    private static final class Plane extends WorkerGrid2D {
        Plane(int x, int y) {
            super(x, y);
        }

        @Override
        public void setLocalWorkToNull() {
            throw refused(this);
        }
    }

    private static DeviceException refused(WorkerGrid grid) {
        return new DeviceException(
                "the device does not take groups of %s work-items"
                        .formatted(Arrays.toString(grid.getLocalWork())));
    }

    /** One work-item per iteration of a {@code @Parallel} loop, in groups that the device takes. */
    static WorkerGrid elementwise(long iterations, DeviceInfo device) {
        return items(Math.max(1, iterations), Math.min(ELEMENTWISE, device.groupLimit()));
    }

    /** One work-item an element, in groups of {@code local}. */
    public static WorkerGrid items(long n, int local) {
        return blocks(Math.ceilDiv(n, local), local);
    }

    /** One work-item. */
    static WorkerGrid single() {
        return items(1, 1);
    }

    /** One group of {@code local} work-items a row, {@code groupIdx} being the row. */
    public static WorkerGrid rows(long rows, int local) {
        return blocks(rows, local);
    }

    /** {@code groups} groups of {@code local} work-items. */
    public static WorkerGrid blocks(long groups, int local) {
        WorkerGrid grid = new Line(extent(groups, local));
        grid.setLocalWork(local, 1, 1);
        return grid;
    }

    /** {@code groupsX x groupsY} groups of {@code localX x localY} work-items. */
    public static WorkerGrid blocks(long groupsX, long groupsY, int localX, int localY) {
        WorkerGrid grid = new Plane(extent(groupsX, localX), extent(groupsY, localY));
        grid.setLocalWork(localX, localY, 1);
        return grid;
    }

    /** Ids of work-items are ints. */
    private static int extent(long groups, int local) {
        long items = Math.multiplyExact(groups, (long) local);
        if (items > Integer.MAX_VALUE) {
            throw new DeviceException(
                    "a kernel of "
                            + items
                            + " work-items along an axis, at most 2^31-1; use a smaller batch");
        }
        return (int) items;
    }

    /**
     * Fails when a group is larger than the device allows, or when there are more groups along y or z
     * than {@link #GROUPS_Y_Z}.
     */
    static void check(WorkerGrid grid, String task, DeviceInfo device) {
        long[] local = grid.getLocalWork();
        long[] global = grid.getGlobalWork();
        if (local == null) {
            throw new DeviceException("task " + task + " has a grid without a local size");
        }
        long items = 1;
        for (int axis = 0; axis < local.length; axis++) {
            items *= local[axis];
            long groups = Math.ceilDiv(global[axis], local[axis]);
            if (axis > 0 && groups > GROUPS_Y_Z) {
                throw new DeviceException(
                        "task %s needs %d groups along %s, at most %d; use a smaller batch"
                                .formatted(task, groups, axis == 1 ? "y" : "z", GROUPS_Y_Z));
            }
        }
        if (items > device.groupLimit()) {
            throw new DeviceException(
                    "task %s needs groups of %d work-items and %s allows %d"
                            .formatted(task, items, device, device.groupLimit()));
        }
    }
}
