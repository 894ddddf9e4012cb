package dev.tornadovim.kernels.engine.tornado;

/**
 * How the TornadoVM engine runs a program.
 *
 * @param cudaGraphs whether stages are replayed as CUDA graphs, where the device is CUDA's; not for
 *     runs that are to be profiled, a replay has no times of single kernels
 */
public record TornadoOptions(boolean cudaGraphs) {

    /** The fastest exact settings. */
    public static TornadoOptions standard() {
        return new TornadoOptions(true);
    }

    /** Settings that allow times of single kernels. */
    public static TornadoOptions profiling() {
        return new TornadoOptions(false);
    }
}
