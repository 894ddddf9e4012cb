package dev.tornadovim.experiments.estimate;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.kernels.tensor.Storage;

import java.util.List;

/**
 * Bytes of a training process. Those of tensors follow from the programs, as an engine will allocate
 * them; what Java takes beside them was measured, with native memory tracking and as the peak of the
 * resident set of {@code train}, on two processors and 24 GB:
 *
 * <pre>
 * fashion-mnist, 2 steps; 50 steps                1,220 and 1,248; 1,163 MiB   estimate 1,214
 * model=deit_28, materialised attention           1,255                        1,204
 * model=vim_tiny, 112 pixels, 8 images            1,414                        1,351
 * the same of 12 layers, 28 pixels, recompute     1,129                        1,170
 * study-direction                                 1,089                        1,146
 * the same on one processor, 20 and 100 steps     377 and 378                  376
 * </pre>
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

    /** Of Java outside its heap: libraries, classes, compiled code, the compilers at work. */
    private static final long OUTSIDE_HEAP = 170L << 20;

    /** The heap of the G1 collector, if it may, with its tables: garbage of code not yet compiled. */
    private static final long G1_HEAP = 900L << 20;

    /** The heap of the serial collector, which Java takes on one processor: hardly more than eden. */
    private static final long SERIAL_HEAP = 130L << 20;

    /** One in use, two ahead; for training and for evaluation. */
    private static final int BATCHES = 3;

    /**
     * The memory of a training, on the host or on a device.
     *
     * @param scratch the kind of work space that the engine uses
     */
    static MemoryEstimate of(ExperimentConfig config, Workload training, Storage.Kind scratch) {
        var evaluation = Workload.inference(config);
        long inputs = bytes(training, Storage.Kind.INPUT);
        return new MemoryEstimate(
                bytes(training, Storage.Kind.PARAMETER, Storage.Kind.PARAMETER_GRADIENT),
                bytes(training, Storage.Kind.STATE),
                inputs + training.plannedBytes(scratch),
                bytes(evaluation, Storage.Kind.PARAMETER, Storage.Kind.INPUT)
                        + evaluation.plannedBytes(scratch),
                BATCHES * (inputs + bytes(evaluation, Storage.Kind.INPUT)),
                java(Runtime.getRuntime().availableProcessors()));
    }

    private static long java(int processors) {
        long heap = processors > 1 ? G1_HEAP : SERIAL_HEAP;
        return OUTSIDE_HEAP + Math.min(heap, Runtime.getRuntime().maxMemory());
    }

    /** The same training in a Java process that may use this many processors. */
    public MemoryEstimate on(int processors) {
        return new MemoryEstimate(
                weights, optimizer, activations, evaluation, batches, java(processors));
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

    private static long bytes(Workload work, Storage.Kind... kinds) {
        return work.program().storages().stream()
                .filter(storage -> List.of(kinds).contains(storage.kind()))
                .mapToLong(storage -> (long) storage.size() * Float.BYTES)
                .sum();
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
