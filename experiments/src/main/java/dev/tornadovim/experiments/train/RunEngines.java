package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.auto.AutoChoice;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.engine.tornado.TornadoSdk;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Opens the engine that a config asks for. */
public final class RunEngines {

    private static final Logger LOG = LogManager.getLogger();

    private RunEngines() {}

    /**
     * The engine of a run; {@code auto} takes what {@link AutoChoice} finds.
     *
     * @throws dev.tornadovim.kernels.engine.tornado.DeviceException if TornadoVM is asked for and not
     *     there
     */
    public static Engine open(ExperimentConfig config) {
        return switch (config.engine()) {
            case CPU -> new CpuEngine(config.threadCount());
            case TORNADO -> tornado(config);
            case AUTO -> choose(config);
        };
    }

    private static Engine choose(ExperimentConfig config) {
        AutoChoice choice = AutoChoice.of(config.device());
        Engine engine = choice.open(config.threadCount(), options(config));
        // Without an SDK there was no choice to speak of.
        Level level = TornadoSdk.find().isPresent() ? Level.INFO : Level.DEBUG;
        LOG.log(level, "engine=auto takes {}{}", engine.name(), choice.reasons());
        return engine;
    }

    /** Whether a run of this config takes a device. */
    public static boolean takesDevice(ExperimentConfig config) {
        return switch (config.engine()) {
            case CPU -> false;
            case TORNADO -> true;
            case AUTO -> AutoChoice.of(config.device()).device().isPresent();
        };
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
