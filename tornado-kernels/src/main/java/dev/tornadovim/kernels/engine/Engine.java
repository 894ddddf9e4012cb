package dev.tornadovim.kernels.engine;

import dev.tornadovim.kernels.program.Program;

/** Runs programs. Every engine gives the same results within the tolerance of fp32. */
public interface Engine extends AutoCloseable {

    /** Name for logs and reports, such as {@code cpu (2 threads, 512 bit)}. */
    String name();

    /** Plans memory, compiles what has to be compiled, and makes the program ready to run. */
    Execution load(Program program);

    /** Ends the threads or device resources of the engine. */
    @Override
    void close();
}
