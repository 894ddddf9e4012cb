package dev.tornadovim.kernels.jvmruntime;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The room that TornadoVM 5.2 has for a graph: 1,024 nodes (TornadoGraph), a record of 8192 bytes
 * (TornadoTaskGraph) and 256 tasks (TornadoExecutionContext). None of the three grows. Which arrays a
 * kernel writes is known to TornadoVM's compiler only; here every one counts as written.
 */
final class GraphRoom {

    private static final int NODES = 1024;
    private static final int RECORD = 8192;
    private static final int TASKS = 256;

    private GraphRoom() {}

    /**
     * Fails when a graph does not fit.
     *
     * @param declared every object that is transferred, persisted or consumed
     */
    static void check(String graph, List<JvmTask> tasks, Set<Object> declared) {
        Set<Object> constants = new HashSet<>();
        Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        objects.addAll(declared);
        int operations = 2;
        int record = 0;
        for (JvmTask task : tasks) {
            operations++;
            record += 15 + 5 * task.arguments().length;
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
        check(graph, record, RECORD, "bytes of record");
        check(graph, tasks.size(), TASKS, "tasks");
    }

    private static void check(String graph, int size, int room, String what) {
        if (size > room) {
            throw new IllegalStateException(
                    "graph " + graph + " needs " + size + " " + what + ", TornadoVM has " + room);
        }
    }
}
