package dev.tornadovim.experiments.command;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Printable;
import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.NearestName;
import dev.tornadovim.experiments.run.OutOfMemory;
import dev.tornadovim.experiments.run.RunException;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.Locale;

/** Turns every failure into one line and an exit code. */
final class ErrorMessages {
    static final int RUN_FAILED = 1;
    static final int WRONG_USAGE = 2;

    private ErrorMessages() {}

    static int usage(ParameterException e, String[] args) {
        var line = e.getCommandLine();
        line.getErr()
                .printf(
                        Locale.ROOT,
                        "error: %s; see %s --help%n",
                        oneLine(usageMessage(e, line)),
                        line.getCommandSpec().qualifiedName());
        line.getErr().flush();
        return WRONG_USAGE;
    }

    private static String usageMessage(ParameterException e, CommandLine line) {
        boolean root = line.getParent() == null;
        if (root && e instanceof UnmatchedArgumentException unmatched) {
            String command = unmatched.getUnmatched().getFirst();
            if (!command.startsWith("-")) {
                return "unknown command "
                        + command
                        + NearestName.hint(command, line.getSubcommands().keySet());
            }
        }
        return e.getMessage();
    }

    static int execution(Throwable e, CommandLine line, boolean stackTrace) {
        line.getErr().println("error: " + describe(e));
        if (stackTrace) {
            e.printStackTrace(line.getErr());
        }
        line.getErr().flush();
        return e instanceof ConfigException ? WRONG_USAGE : RUN_FAILED;
    }

    /** The line for the user. Messages of our own exceptions stand alone. */
    static String describe(Throwable e) {
        var memory = OutOfMemory.describe(e);
        if (memory.isPresent()) {
            return memory.get();
        }
        boolean own =
                e instanceof ConfigException
                        || e instanceof RunException
                        || e instanceof DataException
                        || e.getClass().getName().startsWith("dev.tornadovim.");
        if (own && e.getMessage() != null) {
            return oneLine(e.getMessage());
        }
        return e.getClass().getSimpleName()
                + (e.getMessage() == null ? "" : ": " + oneLine(e.getMessage()));
    }

    private static String oneLine(String message) {
        return Printable.of(message.strip().replaceAll("\\s*\\R\\s*", " "));
    }
}
