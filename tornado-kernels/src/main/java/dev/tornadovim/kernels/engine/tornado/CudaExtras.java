package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.program.MatrixProduct;

import org.apache.logging.log4j.LogManager;

import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.util.Optional;

/**
 * What only the SDK's API offers. Implemented in {@code src/sdk}, which a build compiles where it
 * finds an SDK; found by name, so that nothing else depends on it.
 */
public interface CudaExtras {

    /** Makes the selected graphs of a plan record their launches once and replay them. */
    void replay(TornadoExecutionPlan plan);

    /** The arrays of a {@link MatrixProduct}, in its order. */
    record Arrays(FloatArray a, FloatArray b, FloatArray c) {}

    /** Appends a product by cuBLAS; with {@code tf32} on tensor cores, inputs rounded to TF32. */
    void multiply(TaskGraph graph, String id, MatrixProduct product, Arrays arrays, boolean tf32);

    /** The extras for a device, if it is CUDA's and the build had an SDK. */
    static Optional<CudaExtras> of(DeviceInfo device) {
        if (!device.isCuda()) {
            return Optional.empty();
        }
        try {
            Class<?> type = Class.forName("dev.tornadovim.kernels.sdk.SdkCudaExtras");
            return Optional.of((CudaExtras) type.getConstructor().newInstance());
        } catch (ClassNotFoundException e) {
            LogManager.getLogger().info("built without a TornadoVM SDK: no cuBLAS, no CUDA graphs");
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new DeviceException("CUDA extras: " + DeviceException.reason(e), e);
        }
    }
}
