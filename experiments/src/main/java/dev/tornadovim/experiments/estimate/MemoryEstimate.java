package dev.tornadovim.experiments.estimate;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.profile.Workload;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.tensor.Storage;

import java.util.EnumSet;
import java.util.Set;

/**
 * Bytes of a training process. Those of tensors follow from the programs, as an engine will allocate
 * them; what Java takes beside them was measured.
 *
 * @param weights parameters and their gradients
 * @param optimizer moments and averages
 * @param activations planned memory of the training step, and its inputs
 * @param evaluation planned memory of the evaluation, its inputs, and its copy of the parameters
 * @param batches images that are prepared ahead, on the Java heap
 * @param java classes, compiled code, compilers, and the rest of the heap
 */
public record MemoryEstimate(
        long weights, long optimizer, long activations, long evaluation, long batches, long java) {

    /** Of Java outside its heap, with the compilers at work. */
    private static final long OUTSIDE_HEAP = 350L << 20;

    /**
     * To which the heap grows if it may: vector code leaves much garbage until it is compiled. Both
     * constants are from the peak of the resident set of {@code train fashion-mnist}, 1,150 to 1,220
     * MiB, and with {@code model=vim_tiny} and 49 tokens, 2,350 to 2,640 MiB.
     */
    private static final long HEAP = 650L << 20;

    /** One in use, two ahead; for training and for evaluation. */
    private static final int BATCHES = 3;

    /**
     * The memory of a training, on the host or on a device.
     *
     * @param scratch the kind of work space that the engine uses
     */
    static MemoryEstimate of(ExperimentConfig config, Workload training, Storage.Kind scratch) {
        var step = training.program();
        var evaluation = Workload.inference(config).program();
        return new MemoryEstimate(
                bytes(step, EnumSet.of(Storage.Kind.PARAMETER, Storage.Kind.PARAMETER_GRADIENT)),
                bytes(step, EnumSet.of(Storage.Kind.STATE)),
                bytes(step, EnumSet.of(Storage.Kind.INPUT)) + MemoryPlan.of(step, scratch).bytes(),
                bytes(evaluation, EnumSet.of(Storage.Kind.PARAMETER, Storage.Kind.INPUT))
                        + MemoryPlan.of(evaluation, scratch).bytes(),
                BATCHES * (inputs(step) + inputs(evaluation)),
                OUTSIDE_HEAP + Math.min(HEAP, Runtime.getRuntime().maxMemory()));
    }

    /**
     * The memory of a training on the CPU engine.
     *
     * @throws dev.tornadovim.data.DataException if the number of classes follows from data that is
     *     not there
     */
    public static MemoryEstimate of(ExperimentConfig config) {
        return of(config, Workload.training(config), Storage.Kind.CPU_SCRATCH);
    }

    private static long bytes(Program program, Set<Storage.Kind> kinds) {
        return program.storages().stream()
                .filter(storage -> kinds.contains(storage.kind()))
                .mapToLong(storage -> (long) storage.size() * Float.BYTES)
                .sum();
    }

    private static long inputs(Program program) {
        return bytes(program, EnumSet.of(Storage.Kind.INPUT));
    }

    /** Bytes of all tensors: on a device, what it must hold. */
    public long tensors() {
        return weights + optimizer + activations + evaluation;
    }

    /** Bytes of the process, as its peak. */
    public long process() {
        return tensors() + batches + java;
    }
}
