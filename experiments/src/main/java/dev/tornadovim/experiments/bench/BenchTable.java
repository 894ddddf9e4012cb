package dev.tornadovim.experiments.bench;

import java.io.PrintWriter;
import java.util.Locale;

/** Lines of a report that appear as soon as they are known, numbers with a point everywhere. */
final class BenchTable {

    /** Width of the column of names. */
    private static final String NAME = "%-36s ";

    private final PrintWriter out;

    BenchTable(PrintWriter out) {
        this.out = out;
    }

    /** A name and its columns; {@code format} is that of the columns. */
    void row(String name, String format, Object... columns) {
        Object[] all = new Object[columns.length + 1];
        all[0] = name;
        System.arraycopy(columns, 0, all, 1, columns.length);
        line(NAME + format, all);
    }

    /** The names of the columns of a new table. */
    void header(String name, String format, Object... columns) {
        line("");
        row(name, format, columns);
    }

    /** A line of its own. */
    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
        out.flush();
    }
}
