package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.sink.Csv;

import java.util.ArrayList;
import java.util.List;

/**
 * A table from a CSV file (RFC 4180).
 *
 * @param header names of the columns
 * @param rows each of the length of the header
 */
record CsvTable(List<String> header, List<List<String>> rows) {

    /** Reads a text; rows of another length than the header, as a killed process leaves them, go. */
    static CsvTable parse(String text) {
        var records = records(text);
        if (records.isEmpty()) {
            return new CsvTable(List.of(), List.of());
        }
        var header = records.getFirst();
        var rows = records.stream().skip(1).filter(r -> r.size() == header.size()).toList();
        return new CsvTable(header, rows);
    }

    private static List<List<String>> records(String text) {
        var records = new ArrayList<List<String>>();
        var record = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append(c);
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',' || c == '\n') {
                record.add(Csv.read(field.toString()));
                field.setLength(0);
                if (c == '\n') {
                    records.add(List.copyOf(record));
                    record.clear();
                }
            } else if (c != '\r') {
                field.append(c);
            }
        }
        return records;
    }
}
