package dev.tornadovim.kernels.engine.tornado;

/**
 * How the TornadoVM engine runs a program.
 *
 * @param cudaGraphs whether stages are replayed as CUDA graphs, where the device is CUDA's; not for
 *     runs that are to be profiled, a replay has no times of single kernels
 * @param tf32 whether cuBLAS may round the factors of a product to TF32, which tensor cores take
 */
public record TornadoOptions(boolean cudaGraphs, boolean tf32) {

    /** The fastest exact settings. */
    public static TornadoOptions standard() {
        return new TornadoOptions(true, false);
    }

    /** The same with or without TF32. */
    public TornadoOptions withTf32(boolean allowed) {
        return new TornadoOptions(cudaGraphs, allowed);
    }

    /** The same with times of single kernels instead of CUDA graphs. */
    public TornadoOptions profiling() {
        return new TornadoOptions(false, tf32);
    }
}
