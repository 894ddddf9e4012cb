package dev.tornadovim.experiments.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** Prints the completion script for shells. */
@Command(
        name = "completion",
        description = "Print the completion script for bash and zsh.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  source <(tornado-vim completion)"})
final class CompletionCommand implements Callable<Integer> {

    /** The launcher of the distribution. */
    private static final String LAUNCHER = "tornado-vim";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.print(AutoComplete.bash(LAUNCHER, spec.root().commandLine()));
        out.flush();
        return 0;
    }
}
