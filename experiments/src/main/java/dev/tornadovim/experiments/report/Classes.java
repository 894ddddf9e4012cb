package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.chart.Element;
import dev.tornadovim.experiments.report.chart.HeatMap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** How the classes fare: the confusion matrix, and a table of the classes. */
final class Classes {
    /** Classes up to which the matrix is drawn and every class listed. */
    private static final int DRAWN = 60;

    private static final int LISTED = 30;

    private Classes() {}

    static Optional<Element> of(RunRecord run) {
        var content = new ArrayList<Element>();
        run.table("eval/confusion.csv").ifPresent(table -> content.addAll(confusion(table)));
        run.table("eval/per_class.csv")
                .map(Classes::rounded)
                .ifPresent(table -> content.add(Html.table(table.header(), table.rows())));
        return content.isEmpty()
                ? Optional.empty()
                : Optional.of(Html.section("Classes, at the latest evaluation", content));
    }

    private static List<String> names(CsvTable confusion) {
        return confusion.rows().stream().map(List::getFirst).toList();
    }

    private static long[][] counts(CsvTable confusion) {
        return confusion.rows().stream()
                .map(row -> row.stream().skip(1).mapToLong(Long::parseLong).toArray())
                .toArray(long[][]::new);
    }

    /** Of each class, from a confusion matrix: share found, share of finds that are right, images. */
    static CsvTable recalls(CsvTable confusion) {
        long[][] counts = counts(confusion);
        return recalls(
                names(confusion), counts, IntStream.range(0, counts.length).boxed().toList());
    }

    private static List<Element> confusion(CsvTable table) {
        var names = names(table);
        long[][] counts = counts(table);
        var content = new ArrayList<Element>();
        if (names.size() <= DRAWN) {
            content.add(
                    Html.charts(
                            List.of(
                                    new HeatMap(names, counts).figure("confusion"),
                                    classes(names, counts))));
        } else {
            content.add(Html.paragraph("The classes that are right least often:"));
            content.add(classes(names, counts));
        }
        content.add(Element.of("h3", "Most frequent confusions"));
        content.add(mistakes(names, counts));
        return content;
    }

    private static Element classes(List<String> names, long[][] counts) {
        var order = IntStream.range(0, names.size()).boxed();
        var chosen =
                names.size() <= DRAWN
                        ? order.toList()
                        : order.sorted(Comparator.comparingDouble(i -> recall(counts, i)))
                                .limit(LISTED)
                                .toList();
        var table = recalls(names, counts, chosen);
        return Html.table(table.header(), table.rows());
    }

    private static CsvTable recalls(List<String> names, long[][] counts, List<Integer> chosen) {
        var rows = new ArrayList<List<String>>();
        for (int i : chosen) {
            long predicted = Arrays.stream(counts).mapToLong(row -> row[i]).sum();
            rows.add(
                    List.of(
                            names.get(i),
                            percent(recall(counts, i)),
                            percent((double) counts[i][i] / predicted),
                            Amounts.count(Arrays.stream(counts[i]).sum())));
        }
        return new CsvTable(List.of("class", "recall", "precision", "images"), rows);
    }

    private static double recall(long[][] counts, int index) {
        return (double) counts[index][index] / Arrays.stream(counts[index]).sum();
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static Element mistakes(List<String> names, long[][] counts) {
        record Mistake(int label, int taken, long count) {}
        var mistakes = new ArrayList<Mistake>();
        for (int label = 0; label < counts.length; label++) {
            for (int taken = 0; taken < counts.length; taken++) {
                if (label != taken && counts[label][taken] > 0) {
                    mistakes.add(new Mistake(label, taken, counts[label][taken]));
                }
            }
        }
        mistakes.sort(Comparator.comparingLong(Mistake::count).reversed());
        var rows =
                mistakes.stream()
                        .limit(names.size() <= DRAWN ? 5 : LISTED)
                        .map(
                                m ->
                                        List.of(
                                                names.get(m.label()),
                                                names.get(m.taken()),
                                                Amounts.count(m.count()),
                                                percent(
                                                        (double) m.count()
                                                                / Arrays.stream(counts[m.label()])
                                                                        .sum())))
                        .toList();
        return Html.table(List.of("true class", "taken for", "images", "of its class"), rows);
    }

    /** The same with numbers that people can read. */
    static CsvTable rounded(CsvTable table) {
        return new CsvTable(
                table.header(),
                table.rows().stream()
                        .map(row -> row.stream().map(Classes::rounded).toList())
                        .toList());
    }

    private static String rounded(String cell) {
        return cell.matches("-?[0-9]*\\.[0-9]{5,}(E-?[0-9]+)?")
                ? String.format(Locale.ROOT, "%.4f", Double.parseDouble(cell))
                : cell.equals("NaN") ? "–" : cell;
    }
}
