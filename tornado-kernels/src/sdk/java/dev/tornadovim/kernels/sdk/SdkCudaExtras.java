package dev.tornadovim.kernels.sdk;

import dev.tornadovim.kernels.engine.tornado.CudaExtras;
import dev.tornadovim.kernels.program.MatrixProduct;

import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.cublas.enums.CuBlasOperation;

/** CUDA graphs and cuBLAS by the SDK. */
public final class SdkCudaExtras implements CudaExtras {

    @Override
    public void replay(TornadoExecutionPlan plan) {
        plan.withCUDAGraph();
    }

    /**
     * cuBLAS takes column-major matrices. A row-major matrix read that way is its transpose, so the
     * call computes {@code cᵀ = b'ᵀ · a'ᵀ}: the factors change places and keep their operations.
     */
    @Override
    public void multiply(
            TaskGraph graph, String id, MatrixProduct product, Arrays arrays, boolean tf32) {
        graph.libraryTask(
                id,
                tf32 ? OffsetCuBlas::multiplyTf32 : OffsetCuBlas::multiply,
                operation(product.transposeB()),
                operation(product.transposeA()),
                product.n(),
                product.m(),
                product.k(),
                arrays.b(),
                product.b().offset(),
                product.b().rowStride(),
                arrays.a(),
                product.a().offset(),
                product.a().rowStride(),
                product.accumulate() ? 1f : 0f,
                arrays.c(),
                product.c().offset(),
                product.c().rowStride());
    }

    private static int operation(boolean transpose) {
        return (transpose ? CuBlasOperation.CUBLAS_OP_T : CuBlasOperation.CUBLAS_OP_N).operation();
    }
}
