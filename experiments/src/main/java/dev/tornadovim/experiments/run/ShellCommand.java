package dev.tornadovim.experiments.run;

import java.util.List;
import java.util.stream.Collectors;

/** Quotes a command for a POSIX shell. */
public final class ShellCommand {

    private ShellCommand() {}

    /** All words on one line, quoted where needed. */
    public static String of(List<String> words) {
        return words.stream().map(ShellCommand::word).collect(Collectors.joining(" "));
    }

    private static String word(String word) {
        return word.matches("[A-Za-z0-9_./:=+,@%~-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
