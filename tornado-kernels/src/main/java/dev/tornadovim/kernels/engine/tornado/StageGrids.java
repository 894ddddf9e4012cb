package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.GridScheduler;

import java.util.Set;

/**
 * The grids of all tasks of a plan. TornadoVM compares every name with every task whenever a graph is
 * selected, which costs more than the launch itself; after registration there is nothing to compare.
 */
final class StageGrids extends GridScheduler {

    private boolean registered;

    /** Ends the registration: from here on grids are only looked up by name. */
    void registered() {
        registered = true;
    }

    @Override
    public Set<String> keySet() {
        return registered ? Set.of() : super.keySet();
    }
}
