package dev.tornadovim.experiments.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.io.PrintWriter;

/** The command line; each command is a class of its own. */
@Command(
        name = "tornado-vim",
        description = "Vision Mamba: training, evaluation and experiments.",
        subcommands = {
            TrainCommand.class,
            SweepCommand.class,
            ReportCommand.class,
            EvalCommand.class,
            PredictCommand.class,
            ConvertCommand.class,
            BenchCommand.class,
            EfficiencyCommand.class,
            ProfileCommand.class,
            DoctorCommand.class,
            ConfigsCommand.class,
            CompletionCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "Tornado-Vim 0.1.0",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the run failed; see the message and the run folder",
            "2:wrong usage or config; nothing was run"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tornado-vim train fashion-mnist",
            "  tornado-vim train --help",
            "From a checkout:",
            "  mvn -q compile exec:exec -Dvim=\"train fashion-mnist\""
        })
public final class VimCommand implements Runnable {
    @Option(
            names = "--stacktrace",
            description = "Print the stack trace of an error.",
            scope = ScopeType.INHERIT)
    private boolean stackTrace;

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    /** Runs one command on the standard output of the process; returns the exit code. */
    public static int run(String... args) {
        return execute(create(), args);
    }

    /** Runs one command on the given output; returns the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return execute(create().setOut(out).setErr(err), args);
    }

    /** Handles errors like exceptions, which the library does not. */
    private static int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            VimCommand root = line.getCommand();
            return ErrorMessages.execution(e, line, root.stackTrace);
        }
    }

    private static CommandLine create() {
        var root = new VimCommand();
        return new CommandLine(root)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(ErrorMessages::usage)
                .setExecutionExceptionHandler(
                        (e, line, parsed) -> ErrorMessages.execution(e, line, root.stackTrace));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }
}
