package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.run.RunFolder;

import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * One run of a sweep.
 *
 * @param name of its folder, a number
 * @param values of the sweep's parameters, as they were written
 * @param run its folder
 */
public record Job(String name, SequencedMap<String, String> values, RunFolder run) {

    /** Its number and values, on one line. */
    String describe() {
        return name
                + " "
                + values.sequencedEntrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
    }
}
