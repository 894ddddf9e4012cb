package dev.tornadovim.experiments.measure;

import java.io.PrintWriter;
import java.util.Locale;

/** Lines of a report that appear as soon as they are known, numbers with a point everywhere. */
public final class Table {

    /** Width of the column of names. */
    private static final String NAME = "%-36s ";

    private final PrintWriter out;

    /** A table that is printed to {@code out}. */
    public Table(PrintWriter out) {
        this.out = out;
    }

    /** A name and its columns; {@code format} is that of the columns. */
    public void row(String name, String format, Object... columns) {
        line("%s", text(NAME, name) + text(format, columns));
    }

    /** The names of the columns of a new table. */
    public void header(String name, String format, Object... columns) {
        line("");
        row(name, format, columns);
    }

    /** A line of its own. */
    public void line(String format, Object... values) {
        out.println(text(format, values).stripTrailing());
        out.flush();
    }

    /** Text with numbers as all reports have them, whatever the user's language. */
    public static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
