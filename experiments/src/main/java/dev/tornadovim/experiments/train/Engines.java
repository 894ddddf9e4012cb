package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.DeviceInfo;
import dev.tornadovim.kernels.engine.tornado.TornadoDevices;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;

import java.util.Optional;

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
        return whyAutoTakesTheCpu().isEmpty();
    }

    /** Why {@code engine=auto} means the CPU engine; empty where it means TornadoVM. */
    public static Optional<String> whyAutoTakesTheCpu() {
        return TornadoDevices.problem()
                .or(
                        () -> {
                            DeviceInfo device = TornadoDevices.all().getFirst();
                            return device.isCuda()
                                    ? Optional.empty()
                                    : Optional.of(
                                            device.id()
                                                    + " is no CUDA device; engine=tornado takes it"
                                                    + " all the same");
                        });
    }

    /**
     * TornadoVM on the config's device, with times of single kernels instead of CUDA graphs.
     *
     * @throws dev.tornadovim.kernels.engine.tornado.DeviceException if there is no such device
     */
    public static TornadoEngine profiling(ExperimentConfig config) {
        return new TornadoEngine(config.device(), options(config).profiling());
    }

    /** TornadoVM on the config's device, as a run takes it. */
    public static TornadoEngine tornado(ExperimentConfig config) {
        return new TornadoEngine(config.device(), options(config));
    }

    private static TornadoOptions options(ExperimentConfig config) {
        return TornadoOptions.standard().withTf32(config.tf32());
    }
}
