package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.chart.Element;
import dev.tornadovim.experiments.report.chart.HeatMap;
import dev.tornadovim.pipeline.metric.ConfusionMatrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results by class: the confusion matrix, and tables of the classes. */
final class Classes {
    /** Largest number of classes for which the matrix is drawn and every class is listed. */
    private static final int DRAWN = 60;

    private static final int LISTED = 30;
    private static final int MISTAKES = 5;

    private Classes() {}

    static Optional<Element> of(RunRecord run) {
        var content = new ArrayList<Element>();
        Confusions.of(run)
                .ifPresentOrElse(
                        confusions -> content.addAll(show(confusions)),
                        () -> content.addAll(tooMany(run)));
        perClass(run).ifPresent(table -> content.add(Html.table(table)));
        return content.isEmpty()
                ? Optional.empty()
                : Optional.of(Html.section("Classes at the latest evaluation", content));
    }

    /** A note that there are too many classes for a confusion matrix, if that is so. */
    private static List<Element> tooMany(RunRecord run) {
        int classes = run.origin().path("data").path(0).path("classNames").size();
        return classes > ConfusionMatrix.MOST_CLASSES
                ? List.of(
                        Html.paragraph(
                                "No confusion matrix: there are %s classes, the limit is %s."
                                        .formatted(
                                                Amounts.count(classes),
                                                Amounts.count(ConfusionMatrix.MOST_CLASSES))))
                : List.of();
    }

    private static List<Element> show(Confusions confusions) {
        boolean drawn = confusions.names().size() <= DRAWN;
        var content = new ArrayList<Element>();
        if (drawn) {
            content.add(
                    Html.charts(
                            List.of(
                                    new HeatMap(
                                                    confusions.names(),
                                                    confusions.counts(),
                                                    confusions.unit())
                                            .figure("confusion"),
                                    Html.table(confusions.classes()))));
        } else {
            content.add(Html.paragraph("Classes with the lowest recall:"));
            content.add(Html.table(confusions.worst(LISTED)));
        }
        content.add(Element.of("h3", "Most frequent confusions"));
        content.add(Html.table(confusions.mistakes(drawn ? MISTAKES : LISTED)));
        return content;
    }

    /** The task's own table of the classes, if it has one, with rounded numbers. */
    static Optional<CsvTable> perClass(RunRecord run) {
        return run.table("eval/per_class.csv")
                .map(
                        table ->
                                new CsvTable(
                                        table.header(),
                                        table.rows().stream()
                                                .map(
                                                        row ->
                                                                row.stream()
                                                                        .map(Classes::rounded)
                                                                        .toList())
                                                .toList()));
    }

    private static String rounded(String cell) {
        return cell.matches("-?[0-9]*\\.[0-9]{5,}(E-?[0-9]+)?")
                ? String.format(Locale.ROOT, "%.4f", Double.parseDouble(cell))
                : cell.equals("NaN") ? "–" : cell;
    }
}
