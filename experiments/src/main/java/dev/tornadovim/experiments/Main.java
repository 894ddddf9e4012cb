package dev.tornadovim.experiments;

import dev.tornadovim.experiments.command.VimCommand;

import java.util.Locale;

/** Starts the command line. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code, in the same words in every locale. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(VimCommand.run(args));
    }
}
