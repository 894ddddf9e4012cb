package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.ConfigOverride;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Overrides of a command that takes an engine but no experiment. */
final class EngineSettings {

    private static final List<String> KEYS = List.of("engine", "device", "tf32");

    /** Only settings of the engine are read, and every experiment has them. */
    private static final String EXPERIMENT = "fashion-mnist";

    private EngineSettings() {}

    /**
     * A config with these settings.
     *
     * @param command that takes them, for messages
     * @param threads of the CPU engine, 0 for all cores
     */
    static ExperimentConfig parse(String command, List<String> settings, int threads) {
        for (String text : settings) {
            String key = ConfigOverride.parse(text).path();
            if (!KEYS.contains(key)) {
                throw new ConfigException(
                        "override %s: %s takes %s, not %s"
                                .formatted(text, command, String.join(", ", KEYS), key));
            }
        }
        var loader = new ConfigLoader(ConfigFolder.locate(Path.of("")));
        var overrides = new ArrayList<>(settings);
        overrides.add("threads=" + threads);
        return loader.parse(
                "the command line", loader.load(EXPERIMENT, List.of()).yaml(), overrides);
    }
}
