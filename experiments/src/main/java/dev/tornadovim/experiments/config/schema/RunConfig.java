package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.setting.Setting;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the run's folder goes, and what ends the run early.
 *
 * @param dir folder of all runs
 * @param tag appended to the name of this run's folder
 * @param onSigusr1 what SIGUSR1 does
 */
public record RunConfig(String dir, Optional<String> tag, OnSigusr1 onSigusr1) {
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.-]+");

    /** What SIGUSR1 does, by which schedulers warn of the end of the time. */
    public enum OnSigusr1 {
        /** A checkpoint is saved after the step, and the run goes on. */
        SAVE,
        /** A checkpoint is saved after the step, and the run ends. */
        STOP
    }

    /** Checks that both can be part of a path. */
    public RunConfig {
        Setting.require(!dir.isBlank(), "dir", "empty", "a folder");
        tag.ifPresent(
                text ->
                        Setting.require(
                                TAG.matcher(text).matches(),
                                "tag",
                                "'" + text + "'",
                                "letters, digits, '-', '_' and '.'"));
    }
}
