package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Lists the experiments. */
@Command(
        name = "configs",
        description = "List the experiments: name, minutes, purpose.",
        mixinStandardHelpOptions = true)
final class ConfigsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var folder = ConfigFolder.locate(Path.of(""));
        var out = spec.commandLine().getOut();
        for (var name : folder.names()) {
            var header = new ConfigLoader(folder).load(name, List.of()).header();
            out.printf(
                    "%-24s %-12s %s%n",
                    name, header.get("Minutes") + " min", header.get("Purpose"));
        }
        out.flush();
        return 0;
    }
}
