package dev.tornadovim.experiments;

import dev.tornadovim.experiments.command.VimCommand;

/** Starts the command line. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(VimCommand.run(args));
    }
}
