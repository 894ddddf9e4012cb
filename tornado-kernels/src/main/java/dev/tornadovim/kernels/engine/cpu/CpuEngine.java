package dev.tornadovim.kernels.engine.cpu;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Program;

/**
 * Runs programs on the cores of the host. Always there. Results do not depend on the number of
 * threads: every loop's iterations are cut by shape alone.
 */
public final class CpuEngine implements Engine {

    private final Workers workers;

    /** An engine with one thread a core. */
    public CpuEngine() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /** An engine with {@code threads} threads. */
    public CpuEngine(int threads) {
        workers = new Workers(threads);
    }

    @Override
    public String name() {
        return "cpu ("
                + workers.size()
                + (workers.size() == 1 ? " thread, " : " threads, ")
                + Simd.bits()
                + "-bit vectors)";
    }

    @Override
    public Execution load(Program program) {
        return new CpuExecution(program, workers);
    }

    @Override
    public void close() {
        workers.close();
    }
}
