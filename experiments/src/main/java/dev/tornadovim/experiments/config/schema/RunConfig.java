package dev.tornadovim.experiments.config.schema;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the run's folder goes.
 *
 * @param dir folder of all runs
 * @param tag appended to the name of this run's folder
 */
public record RunConfig(String dir, Optional<String> tag) {
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.-]+");

    /** Checks that both can be part of a path. */
    public RunConfig {
        Range.require(!dir.isBlank(), "run.dir", "empty", "a folder");
        tag.ifPresent(
                text ->
                        Range.require(
                                TAG.matcher(text).matches(),
                                "run.tag",
                                "'" + text + "'",
                                "letters, digits, '-', '_' and '.'"));
    }
}
