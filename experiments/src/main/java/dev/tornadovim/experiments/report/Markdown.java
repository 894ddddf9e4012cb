package dev.tornadovim.experiments.report;

import dev.tornadovim.data.Printable;

import java.util.regex.Pattern;

/**
 * Escapes untrusted text for Markdown (CommonMark, GitHub's flavor): names of classes and data come
 * from files, and must not become tags, links or images of the page that shows them.
 */
final class Markdown {
    private static final Pattern MARKS = Pattern.compile("[\\\\`*_\\[\\]|~$]");
    private static final Pattern TICKS = Pattern.compile("`+");

    private Markdown() {}

    /** Plain text within a line or a cell of a table. */
    static String text(String text) {
        var marked = MARKS.matcher(Printable.of(text)).replaceAll("\\\\$0");
        // Text that looks like an address would become a link by itself.
        return marked.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("://", ":\\//")
                .replaceAll("(?i)(www)\\.", "$1\\\\.");
    }

    /** Verbatim text within a line or a cell of a table. */
    static String code(String text) {
        var ticks = "`".repeat(longestTicks(text) + 1);
        var space = text.startsWith("`") || text.endsWith("`") ? " " : "";
        return ticks + space + Printable.of(text).replace("|", "\\|") + space + ticks;
    }

    /**
     * Verbatim lines.
     *
     * @param language of the lines
     */
    static String block(String language, String text) {
        var fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
        return fence + language + "\n" + text.strip() + "\n" + fence;
    }

    private static int longestTicks(String text) {
        return TICKS.matcher(text).results().mapToInt(r -> r.end() - r.start()).max().orElse(0);
    }
}
