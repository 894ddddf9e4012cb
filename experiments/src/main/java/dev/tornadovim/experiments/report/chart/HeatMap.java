package dev.tornadovim.experiments.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A confusion matrix: for each true class, the share predicted as each class.
 *
 * @param names of the classes
 * @param counts by true class and predicted class
 * @param unit the counted unit
 */
public record HeatMap(List<String> names, long[][] counts, String unit) {
    /** Largest number of classes for which shares are written into the cells. */
    private static final int WRITTEN = 12;

    private static final int LEVELS = 10;
    private static final int LONGEST_NAME = 16;
    private static final double TITLE = 20;

    /** The chart with its title; wide ones scroll in their own box. */
    public Element figure(String id) {
        int classes = names.size();
        double cell = classes <= WRITTEN ? 32 : 16;
        double labels = 8 + Svg.CHARACTER * labelLength();
        double left = TITLE + labels;
        double top = TITLE + labels;
        double width = left + classes * cell + 2;
        double height = top + classes * cell + 2;
        var marks = new ArrayList<Element>();
        for (int row = 0; row < classes; row++) {
            marks.add(Svg.text(left - 6, top + (row + 0.5) * cell + 4, "end", label(row)));
            marks.add(Svg.upwards(left + (row + 0.5) * cell + 4, top - 6, "start", label(row)));
            for (int column = 0; column < classes; column++) {
                marks.add(cell(row, column, left + column * cell, top + row * cell, cell));
            }
        }
        marks.add(Svg.text(left + classes * cell / 2, 14, "middle", "predicted"));
        marks.add(Svg.upwards(14, top + classes * cell / 2, "middle", "true class"));
        var title = "Confusion matrix, % of each true class";
        var drawing = Svg.drawing(id, width, height, title, description(), marks);
        drawing.with(
                "style",
                String.format(
                        Locale.ROOT,
                        "min-width:%dpx",
                        (int) (classes <= WRITTEN ? 0 : width * 0.8)));
        return Element.of("figure")
                .add(
                        Element.of("figcaption", title),
                        Element.of("div")
                                .with("class", "scroll")
                                .with("tabindex", "0")
                                .add(drawing));
    }

    private int labelLength() {
        return names.stream().mapToInt(n -> Math.min(LONGEST_NAME, n.length())).max().orElse(0);
    }

    private String label(int index) {
        return Svg.shortened(names.get(index), LONGEST_NAME);
    }

    private Element cell(int row, int column, double x, double y, double size) {
        double share = share(row, column);
        int level = (int) Math.min(LEVELS - 1, Math.ceil(share * (LEVELS - 1)));
        var tip =
                String.format(
                        Locale.ROOT,
                        "%s predicted as %s: %d %s (%.1f %%)",
                        names.get(row),
                        names.get(column),
                        counts[row][column],
                        unit,
                        100 * share);
        var group = Element.of("g").with("class", "cell q" + level);
        group.add(
                Element.of("title", tip),
                Element.of("rect")
                        .with("x", x)
                        .with("y", y)
                        .with("width", size - 1)
                        .with("height", size - 1));
        if (names.size() <= WRITTEN && counts[row][column] > 0) {
            var percent = share < 0.005 ? "<1" : String.valueOf(Math.round(100 * share));
            group.add(Svg.text(x + size / 2 - 0.5, y + size / 2 + 4, "middle", percent));
        }
        return group;
    }

    private double share(int row, int column) {
        long sum = Arrays.stream(counts[row]).sum();
        return sum == 0 ? 0 : (double) counts[row][column] / sum;
    }

    private String description() {
        int low = 0;
        int high = 0;
        for (int i = 1; i < names.size(); i++) {
            low = share(i, i) < share(low, low) ? i : low;
            high = share(i, i) > share(high, high) ? i : high;
        }
        return String.format(
                Locale.ROOT,
                "%d classes. Highest recall: %s, %.1f %%. Lowest recall: %s, %.1f %%.",
                names.size(),
                names.get(high),
                100 * share(high, high),
                names.get(low),
                100 * share(low, low));
    }
}
