package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.WorkerGrid;

import java.util.HashSet;
import java.util.Set;

/**
 * The grids of all tasks of a plan. Every task has one: left alone, TornadoVM takes the largest group
 * that divides the loop, up to 1,024 work-items, whether or not the kernel's registers allow it, and
 * groups of one where the loop's length is a prime.
 *
 * <p>While a {@code @Parallel} kernel is compiled its grid is hidden. TornadoVM would take the grid's
 * size for the loop's bound, which rounding up to whole groups makes too large.
 *
 * <p>TornadoVM compares every name with every task whenever a graph is selected, which costs more
 * than the launch itself; after registration there is nothing to compare.
 */
final class StageGrids extends GridScheduler {

    private final Set<String> loops = new HashSet<>();
    private boolean registered;
    private boolean compiled;

    /** Registers the grid of a task. */
    void add(String graph, String task, WorkerGrid grid) {
        addWorkerGrid(graph + "." + task, grid);
    }

    /** Registers the grid of a task whose kernel is a {@code @Parallel} loop. */
    void addLoop(String graph, String task, WorkerGrid grid) {
        add(graph, task, grid);
        loops.add(graph + "." + task);
    }

    /** Ends the registration: from here on grids are only looked up by name. */
    void registered() {
        registered = true;
    }

    /** Ends the compilation: from here on every task is launched with its grid. */
    void compiled() {
        compiled = true;
    }

    @Override
    public WorkerGrid get(String task) {
        return compiled || !loops.contains(task) ? super.get(task) : null;
    }

    @Override
    public Set<String> keySet() {
        return registered ? Set.of() : super.keySet();
    }
}
