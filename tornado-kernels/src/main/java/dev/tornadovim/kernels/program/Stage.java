package dev.tornadovim.kernels.program;

import java.util.List;
import java.util.Optional;

/**
 * An ordered run of steps that is executed as a whole: the unit of TornadoVM's task graph, of the
 * profile, and of activation recomputation.
 *
 * @param name unique within the program, such as {@code block.3} or {@code block.3.backward}
 * @param phase when it runs
 * @param steps in order
 * @param host what runs on the host in place of the step's kernels; empty for most stages
 */
public record Stage(String name, Phase phase, List<Step> steps, Optional<HostWork> host) {

    /** Copies the list. */
    public Stage {
        steps = List.copyOf(steps);
    }

    /** A stage of the engine. */
    public Stage(String name, Phase phase, List<Step> steps) {
        this(name, phase, steps, Optional.empty());
    }

    /** The work of all steps. */
    public Cost cost() {
        return steps.stream().map(Step::cost).reduce(new Cost(0, 0), Cost::plus);
    }
}
