package dev.tornadovim.kernels.engine.cpu;

/** Hears what each thread does of a loop; called on that thread. */
@FunctionalInterface
interface LoopListener {

    /** The current thread ran iterations of the present loop between two {@link System#nanoTime}s. */
    void took(long start, long end);
}
