package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Receives the TornadoVM form of a step: tasks appended to the graph of its stage, as in
 *
 * <pre>{@code
 * tasks.graph().task(tasks.id("scale", n), ScaleKernels::scale, tasks.array(x), x.offset(), n);
 * }</pre>
 *
 * Scalars and array sizes are compile-time constants of a kernel, so values that change from step to
 * step travel in a small tensor.
 */
public interface TornadoTasks {

    /** The graph of the stage. */
    TaskGraph graph();

    /** The storage of a tensor; its first element lies at {@link Tensor#offset()}. */
    FloatArray array(Tensor tensor);

    /**
     * The storage of a tensor that begins with its storage, for kernels that take no offset.
     *
     * @throws IllegalArgumentException where it begins elsewhere
     */
    default FloatArray whole(Tensor tensor) {
        if (tensor.offset() != 0) {
            throw new IllegalArgumentException(
                    tensor + " begins at element " + tensor.offset() + " of its storage, not at 0");
        }
        return array(tensor);
    }

    /** Offset and row stride of a tensor in one long, for kernels with many parameters. */
    default long view(Tensor tensor) {
        return tensor.offset() | (long) tensor.rowStride() << Integer.SIZE;
    }

    /** The context that {@code KernelContext} kernels of this graph take. */
    KernelContext context();

    /**
     * The id of a task of this step whose kernel is a {@code @Parallel} loop.
     *
     * @param iterations of the loop; the launch has one work-item per iteration
     */
    String id(String kernel, long iterations);

    /** The id of a task of this step whose kernel takes a {@code KernelContext}. */
    String id(String kernel, WorkerGrid grid);

    /**
     * Appends a product by the library of the device's vendor, where there is one.
     *
     * @return false when there is none and the op has to append a kernel of its own
     */
    boolean multiply(String kernel, MatrixProduct product);
}
