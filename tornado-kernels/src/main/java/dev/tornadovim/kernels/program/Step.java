package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;
import java.util.function.Consumer;

/**
 * The unit of execution: what is read and written, what it costs, and how each engine runs it. The
 * two forms are bound once, when an engine loads the program, and then only executed.
 *
 * @param name unique within its stage
 * @param reads tensors whose earlier values are used, those that are updated in place included
 * @param writes tensors that get new values
 * @param scratch work space of this step alone, of kind {@code CPU_SCRATCH} or {@code DEVICE_SCRATCH}
 * @param cost the work
 * @param cpu appends the loops of the CPU form
 * @param tornado appends the tasks of the TornadoVM form
 */
public record Step(
        String name,
        List<Tensor> reads,
        List<Tensor> writes,
        List<Tensor> scratch,
        Cost cost,
        Consumer<CpuLoops> cpu,
        Consumer<TornadoTasks> tornado) {

    /** Copies the lists. */
    public Step {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        scratch = List.copyOf(scratch);
    }
}
