package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** Lists the experiments. */
@Command(
        name = "configs",
        description = "List the experiments: name, minutes, purpose.",
        mixinStandardHelpOptions = true)
final class ConfigsCommand implements Callable<Integer> {
    private static final Pattern MINUTES = Pattern.compile("^(at most )?[0-9]+");

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var folder = ConfigFolder.locate(Path.of(""));
        var out = spec.commandLine().getOut();
        var names = folder.names();
        int width = names.stream().mapToInt(String::length).max().orElse(1);
        var line = "%-" + width + "s  %-15s %s%n";
        for (var name : names) {
            var header = new ConfigLoader(folder).load(name, List.of()).header();
            out.printf(
                    Locale.ROOT, line, name, minutes(header.get("Minutes")), header.get("Purpose"));
        }
        out.flush();
        return 0;
    }

    /** The number alone; where it was measured is for readers of the file. */
    private static String minutes(String text) {
        var number = MINUTES.matcher(text);
        return number.find() ? number.group() + " min" : "-";
    }
}
