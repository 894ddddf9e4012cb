package dev.tornadovim.data;

import java.util.Locale;

/**
 * Text of strangers, such as names of files and classes, as a terminal or a log may show it. A name may
 * have a line break, behind which it goes on like a line of the log, or an escape sequence, which a
 * terminal obeys.
 */
public final class Printable {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private Printable() {}

    /**
     * The text on one line: control characters, line separators and marks that change the direction of
     * writing become escapes as in Java, {@code \\n} or {@code \\u001b}; all else stays.
     */
    public static String of(String text) {
        if (text.codePoints().allMatch(Printable::isPlain)) {
            return text;
        }
        var line = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            if (isPlain(c)) {
                                line.appendCodePoint(c);
                            } else {
                                line.append(escape(c));
                            }
                        });
        return line.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            // Writing in Persian and emoji need the two.
            case Character.FORMAT -> c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, c < 0x10000 ? "\\u%04x" : "\\u{%x}", c);
        };
    }
}
