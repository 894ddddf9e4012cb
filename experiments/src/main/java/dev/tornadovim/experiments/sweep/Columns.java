package dev.tornadovim.experiments.sweep;

import java.util.List;

/** Text in columns. */
final class Columns {
    private static final String GAP = "  ";

    private Columns() {}

    /** One line a row; every column is as wide as its widest cell. */
    static List<String> align(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length()).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
