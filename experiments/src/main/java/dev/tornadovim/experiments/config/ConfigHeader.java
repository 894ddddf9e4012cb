package dev.tornadovim.experiments.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a config says of itself in the comment at its top, one {@code # Name: text} each:
 *
 * <pre>
 * # Data:     what has to be there; none where it comes with the project
 * # Purpose:  what is tried
 * # Expected: metric and value
 * # Hardware: where that was measured
 * # Minutes:  how long it took
 * # Command:  how to run it
 * </pre>
 *
 * A line without a name continues the one above.
 *
 * @param entries by name, in order
 */
public record ConfigHeader(Map<String, String> entries) {
    /** What every experiment has to say. */
    public static final List<String> REQUIRED =
            List.of("Purpose", "Expected", "Hardware", "Minutes", "Command");

    /** What it may say besides. */
    private static final List<String> OPTIONAL = List.of("Data");

    /** Reads the comment at the top of a config. */
    public static ConfigHeader of(String text) {
        var entries = new LinkedHashMap<String, String>();
        String name = null;
        for (var line : text.lines().takeWhile(l -> l.startsWith("#")).toList()) {
            var comment = line.substring(1).strip();
            var candidate = comment.split(":", 2)[0];
            if ((REQUIRED.contains(candidate) || OPTIONAL.contains(candidate))
                    && comment.contains(":")) {
                name = candidate;
                entries.put(name, comment.substring(name.length() + 1).strip());
            } else if (name != null && !comment.isEmpty()) {
                entries.merge(name, comment, (above, more) -> (above + " " + more).strip());
            }
        }
        return new ConfigHeader(entries);
    }

    /** As a comment that {@link #of} reads back. */
    public String comment() {
        return entries.entrySet().stream()
                .map(entry -> "# %s: %s\n".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
    }

    /** The entry, or an empty text. */
    public String get(String name) {
        return entries.getOrDefault(name, "");
    }
}
