package dev.tornadovim.kernels.jvm;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The largest graph that TornadoVM 5.2 can hold: 1,024 nodes (TornadoGraph), 8,192 bytes of byte code
 * (TornadoTaskGraph) and 256 tasks (TornadoExecutionContext). None of these buffers grows. Only
 * TornadoVM's compiler knows which arrays a kernel writes; here every array counts as written.
 */
final class GraphLimits {

    private static final int NODES = 1024;
    private static final int BYTES = 8192;
    private static final int TASKS = 256;

    private GraphLimits() {}

    /**
     * Checks that a graph fits.
     *
     * @param declared every object that is transferred, persisted or consumed
     * @throws IllegalStateException when it does not, with its size and the limit
     */
    static void check(String graph, List<JvmTask> tasks, Set<Object> declared) {
        Set<Object> constants = new HashSet<>();
        Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        objects.addAll(declared);
        int operations = 2;
        int bytes = 0;
        for (JvmTask task : tasks) {
            operations++;
            bytes += 15 + 5 * task.arguments().length;
            for (Object argument : task.arguments()) {
                if (argument instanceof Number || argument instanceof Boolean) {
                    constants.add(argument);
                } else {
                    operations++;
                    taken.add(argument);
                }
            }
        }
        objects.addAll(taken);
        int nodes = constants.size() + objects.size() + 2 * taken.size() + operations;
        check(graph, nodes, NODES, "nodes");
        check(graph, bytes, BYTES, "bytes of byte code");
        check(graph, tasks.size(), TASKS, "tasks");
    }

    private static void check(String graph, int size, int limit, String unit) {
        if (size > limit) {
            throw new IllegalStateException(
                    "graph " + graph + " needs " + size + " " + unit + ", TornadoVM has " + limit);
        }
    }
}
