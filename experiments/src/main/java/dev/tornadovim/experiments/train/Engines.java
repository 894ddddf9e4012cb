package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoDevices;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;

/** Opens the engine that a config asks for. */
public final class Engines {

    private Engines() {}

    /**
     * The engine of a run. {@code auto} takes TornadoVM where it runs on a GPU of CUDA, and the CPU
     * engine otherwise: an OpenCL device may be the CPU itself, which the CPU engine uses better.
     *
     * @throws dev.tornadovim.kernels.engine.tornado.DeviceException if TornadoVM is asked for and not
     *     there
     */
    public static Engine open(ExperimentConfig config) {
        return switch (config.engine()) {
            case CPU -> new CpuEngine(config.threadCount());
            case TORNADO -> tornado(config);
            case AUTO -> autoTakesTornado() ? tornado(config) : new CpuEngine(config.threadCount());
        };
    }

    /** Whether {@code engine=auto} means TornadoVM on this machine. */
    public static boolean autoTakesTornado() {
        return TornadoDevices.problem().isEmpty() && TornadoDevices.all().getFirst().isCuda();
    }

    private static Engine tornado(ExperimentConfig config) {
        return new TornadoEngine(config.device(), TornadoOptions.standard());
    }
}
