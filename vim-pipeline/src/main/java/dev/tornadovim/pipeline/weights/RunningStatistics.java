package dev.tornadovim.pipeline.weights;

import java.util.Set;

/** Running statistics of normalization by their names in PyTorch: buffers, not trained. */
public final class RunningStatistics {

    private static final Set<String> NAMES =
            Set.of("running_mean", "running_var", "num_batches_tracked");

    private RunningStatistics() {}

    /** Whether a tensor of a checkpoint is one. */
    public static boolean isOne(String name) {
        return NAMES.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
