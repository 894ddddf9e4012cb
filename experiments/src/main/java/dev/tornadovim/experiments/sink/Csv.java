package dev.tornadovim.experiments.sink;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Cells of CSV files (RFC 4180). Spreadsheets take a text that begins with {@code =}, {@code +}, {@code
 * -} or {@code @} for a formula and run it; a class may be called so. Such a text is written behind an
 * apostrophe, by which spreadsheets know it as text, and {@link #read} takes the apostrophe away.
 */
public final class Csv {
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    private static final Pattern FORMULA = Pattern.compile("(?s)'*[=+@\\t\r-].*");
    private static final Pattern GUARDED = Pattern.compile("(?s)'+[=+@\\t\r-].*");

    private Csv() {}

    /** A line of cells, without its end. */
    public static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
    }

    /** A text as a cell. */
    public static String cell(String text) {
        boolean formula = FORMULA.matcher(text).matches() && !NUMBER.matcher(text).matches();
        var cell = formula ? "'" + text : text;
        return cell.chars().anyMatch(c -> ",\"\n\r".indexOf(c) >= 0)
                ? '"' + cell.replace("\"", "\"\"") + '"'
                : cell;
    }

    /** The text of a cell whose quotes are gone already. */
    public static String read(String cell) {
        return GUARDED.matcher(cell).matches() ? cell.substring(1) : cell;
    }
}
