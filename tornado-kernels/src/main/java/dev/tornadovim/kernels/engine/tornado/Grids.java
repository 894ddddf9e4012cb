package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.WorkerGrid3D;

/**
 * Launch geometry of {@code KernelContext} kernels. Sizes are rounded up to whole groups, so every
 * kernel guards its ids. The engine checks a grid against the device when a task is added.
 */
public final class Grids {

    private static final int ELEMENTWISE = 256;

    private Grids() {}

    /** One work-item an element, {@code globalIdx} being the element. */
    public static WorkerGrid elementwise(int n) {
        return items(n, ELEMENTWISE);
    }

    /** One work-item an element, in groups of {@code local}. */
    public static WorkerGrid items(int n, int local) {
        return blocks(Math.ceilDiv(n, local), local);
    }

    /** One group of {@code local} work-items a row, {@code groupIdx} being the row. */
    public static WorkerGrid rows(int rows, int local) {
        return blocks(rows, local);
    }

    /** {@code groups} groups of {@code local} work-items. */
    public static WorkerGrid blocks(int groups, int local) {
        WorkerGrid grid = new WorkerGrid1D(Math.multiplyExact(groups, local));
        grid.setLocalWork(local, 1, 1);
        return grid;
    }

    /** {@code groupsX x groupsY} groups of {@code localX x localY} work-items. */
    public static WorkerGrid blocks(int groupsX, int groupsY, int localX, int localY) {
        WorkerGrid grid = new WorkerGrid2D(groupsX * localX, groupsY * localY);
        grid.setLocalWork(localX, localY, 1);
        return grid;
    }

    /** Groups in three dimensions, of {@code localX} work-items along the first. */
    public static WorkerGrid volume(int groupsX, int groupsY, int groupsZ, int localX) {
        WorkerGrid grid = new WorkerGrid3D(groupsX * localX, groupsY, groupsZ);
        grid.setLocalWork(localX, 1, 1);
        return grid;
    }

    /** Fails when a group is larger than the device allows. */
    static void check(WorkerGrid grid, String task, DeviceInfo device) {
        long[] local = grid.getLocalWork();
        if (local == null) {
            throw new DeviceException("task " + task + " has a grid without a local size");
        }
        long items = 1;
        for (long size : local) {
            items *= size;
        }
        if (items > device.groupLimit()) {
            throw new DeviceException(
                    "task "
                            + task
                            + " needs groups of "
                            + items
                            + " work-items and "
                            + device
                            + " allows "
                            + device.groupLimit());
        }
    }
}
