package dev.tornadovim.experiments.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** Prints what makes a shell complete commands and options. */
@Command(
        name = "completion",
        description = "Print the completion of commands and options for bash and zsh.",
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
