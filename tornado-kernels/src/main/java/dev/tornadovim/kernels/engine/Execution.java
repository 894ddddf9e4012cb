package dev.tornadovim.kernels.engine;

import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Map;

/**
 * A program that an engine has loaded. Inputs that the host writes are taken with every forward run;
 * everything else moves only when asked to.
 */
public interface Execution extends AutoCloseable {

    /** Runs all stages of a phase and waits for the end. */
    void run(Phase phase);

    /** Runs a phase and reports every step's time to {@code listener}. */
    void run(Phase phase, StepListener listener);

    /** Tells the engine that the host has changed parameters or state. */
    void upload(Tensor... tensors);

    /** Brings values back to the host; on the CPU they are there already. */
    void download(Tensor... tensors);

    /** Bytes of planned memory: activations, gradients, work space. */
    long plannedBytes();

    /** Nanoseconds that compiling the kernels of each stage took; empty where nothing is compiled. */
    default Map<Stage, Long> compileNanos() {
        return Map.of();
    }

    /** Frees what the engine holds for this program. */
    @Override
    void close();
}
