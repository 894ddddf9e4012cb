package dev.tornadovim.kernels.engine.auto;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Opens the engine that suits the machine. */
public final class Engines {

    private static final Logger LOG = LogManager.getLogger();

    private Engines() {}

    /**
     * Opens TornadoVM on the first GPU on which a trial kernel gives the right result, or the CPU
     * engine with all cores where there is none. The log says which, and why.
     *
     * @return an engine that the caller closes
     */
    public static Engine auto() {
        AutoChoice choice = AutoChoice.of(AutoChoice.ANY_DEVICE);
        int cores = Runtime.getRuntime().availableProcessors();
        Engine engine = choice.open(cores, TornadoOptions.standard());
        LOG.info("engine: {}{}", engine.name(), choice.reasons());
        return engine;
    }
}
