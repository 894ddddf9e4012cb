package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * What a stage does on the host, whatever the engine: plain Java between the stages of a device, for
 * work that has no fixed shape, such as the choice of proposals.
 *
 * @param reads tensors whose values are on the host when the body runs
 * @param writes allocated tensors of kind {@code STATE} or {@code INPUT} whose values are taken from
 *     the host afterwards; nobody else writes them. Those of kind {@code STATE} move alone, those of
 *     kind {@code INPUT} together with all inputs
 * @param body the work; runs once in each run of the phase
 */
public record HostWork(List<Tensor> reads, List<Tensor> writes, Runnable body) {

    /** Copies the lists and checks what is written. */
    public HostWork {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        for (Tensor tensor : writes) {
            Storage storage = tensor.storage();
            boolean writable =
                    storage.kind() == Storage.Kind.STATE || storage.kind() == Storage.Kind.INPUT;
            if (!writable || !storage.isAllocated()) {
                throw new IllegalArgumentException(
                        "a stage of the host writes allocated STATE or INPUT, not " + storage);
            }
        }
    }

    /** The step that stands for the work: on the CPU engine it is an iteration of a loop. */
    Step step(String name) {
        Steps steps = new Steps();
        steps.step(name)
                .reads(reads.toArray(Tensor[]::new))
                .writes(writes.toArray(Tensor[]::new))
                .cpu(loops -> loops.parallel(1, (index, scratch) -> body.run()))
                .tornado(tasks -> {})
                .add();
        return steps.list().getFirst();
    }
}
