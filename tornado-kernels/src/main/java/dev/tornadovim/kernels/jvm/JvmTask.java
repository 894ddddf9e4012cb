package dev.tornadovim.kernels.jvm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.common.TaskPackage;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** A kernel and its arguments, named {@code graph.task}. */
final class JvmTask {

    private final String name;
    private final MethodHandle kernel;
    private final Object[] arguments;
    private final int context;

    JvmTask(String graph, TaskPackage task) {
        name = graph + "." + task.getId();
        Object[] parameters = task.getTaskParameters();
        arguments = Arrays.copyOfRange(parameters, 1, parameters.length);
        kernel = apply(parameters[0]).asSpreader(Object[].class, arguments.length);
        int at = -1;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof KernelContext) {
                at = i;
            }
        }
        context = at;
    }

    private static MethodHandle apply(Object function) {
        try {
            for (Class<?> type : function.getClass().getInterfaces()) {
                for (Method method : type.getMethods()) {
                    if (method.getName().equals("apply")) {
                        return MethodHandles.publicLookup().unreflect(method).bindTo(function);
                    }
                }
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalArgumentException(function.getClass() + " is not a task");
    }

    String name() {
        return name;
    }

    Object[] arguments() {
        return arguments;
    }

    /**
     * Runs the kernel over the grid, or once as plain Java when it takes no context.
     *
     * @param grid the launch's sizes; null where the scheduler has none for this task
     * @param onDevice gives the device's copy of an argument
     * @throws IllegalStateException when the launch exceeds a limit or the kernel throws, with the
     *     task's name
     */
    void run(WorkerGrid grid, UnaryOperator<Object> onDevice) {
        try {
            Object[] values = Arrays.stream(arguments).map(onDevice).toArray();
            if (context < 0) {
                call(values);
            } else {
                runGroups(grid, values);
            }
        } catch (RuntimeException e) {
            throw new IllegalStateException("task " + name + ": " + e.getMessage(), e);
        }
    }

    private void runGroups(WorkerGrid grid, Object[] values) {
        if (grid == null || grid.getLocalWork() == null) {
            throw new IllegalStateException(
                    "takes a KernelContext and needs a grid with a local size");
        }
        int[] size = threeInts(grid.getLocalWork());
        int[] global = threeInts(grid.getGlobalWork());
        int items = size[0] * size[1] * size[2];
        if (items > JvmDevice.GROUP_LIMIT) {
            throw new IllegalStateException(
                    "group of " + items + " work-items, at most " + JvmDevice.GROUP_LIMIT);
        }
        int[] groups = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            groups[axis] = Math.ceilDiv(global[axis], size[axis]);
            if (axis > 0 && groups[axis] > JvmDevice.GROUPS_Y_Z) {
                throw new IllegalStateException(
                        "%d groups along %s, at most %d"
                                .formatted(
                                        groups[axis], axis == 1 ? "y" : "z", JvmDevice.GROUPS_Y_Z));
            }
        }
        for (int z = 0; z < groups[2]; z++) {
            for (int y = 0; y < groups[1]; y++) {
                for (int x = 0; x < groups[0]; x++) {
                    new WorkGroup(groups, new int[] {x, y, z}, size, item -> call(values, item))
                            .run();
                }
            }
        }
    }

    private static int[] threeInts(long[] values) {
        int[] three = {1, 1, 1};
        for (int i = 0; i < values.length; i++) {
            three[i] = Math.toIntExact(values[i]);
        }
        return three;
    }

    private void call(Object[] values, WorkItem item) {
        Object[] own = values.clone();
        own[context] = item;
        call(own);
    }

    private void call(Object[] values) {
        try {
            kernel.invoke(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
