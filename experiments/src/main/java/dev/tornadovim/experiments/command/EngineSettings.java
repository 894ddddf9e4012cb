package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.ConfigOverride;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Settings of a command that takes an engine but no experiment. */
final class EngineSettings {

    private static final List<String> KEYS = List.of("engine", "device", "tf32");

    /** Only settings of the engine are read, and every experiment has them. */
    private static final String EXPERIMENT = "fashion-mnist";

    @Parameters(
            paramLabel = "KEY=VALUE",
            description = "Settings engine, device and tf32, as for train.")
    private List<String> settings = List.of();

    @Option(
            names = "--threads",
            description = "Threads of the CPU engine (default: one per core).",
            defaultValue = "0")
    private int threads;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** A config with these settings. */
    ExperimentConfig config() {
        if (threads < 0) {
            throw new ParameterException(
                    command.commandLine(), "threads must be at least 0, got " + threads);
        }
        for (String text : settings) {
            String key = ConfigOverride.parse(text).path();
            if (!KEYS.contains(key)) {
                throw new ConfigException(
                        "override %s: %s takes %s, not %s"
                                .formatted(text, command.name(), String.join(", ", KEYS), key));
            }
        }
        var loader = new ConfigLoader(ConfigFolder.locate(Path.of("")));
        var overrides = new ArrayList<>(settings);
        overrides.add("threads=" + threads);
        return loader.parse(
                "the command line", loader.load(EXPERIMENT, List.of()).yaml(), overrides);
    }
}
