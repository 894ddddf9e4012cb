package dev.tornadovim.experiments.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.io.PrintWriter;

/** The command line as a whole; its verbs are classes of their own. */
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
            "1:the run failed; its folder and the message say why",
            "2:wrong usage or a wrong config; nothing was run"
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

    /** Runs one command on the process's own output; answers the exit code. */
    public static int run(String... args) {
        return execute(create(), args);
    }

    /** Runs one command on certain output; answers the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return execute(create().setOut(out).setErr(err), args);
    }

    /** Errors are handled as exceptions are: the library lets them pass. */
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
