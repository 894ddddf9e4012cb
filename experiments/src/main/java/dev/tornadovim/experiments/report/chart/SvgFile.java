package dev.tornadovim.experiments.report.chart;

import java.util.List;

/**
 * Charts of the same curves side by side, in a file with its style sheet.
 *
 * @param title what it shows
 * @param note behind the legend
 */
public record SvgFile(String title, List<LineChart> charts, String note) {
    private static final double TITLE = 36;
    private static final double LEGEND = 40;
    private static final double LEFT = 20;

    /** The text of the file. */
    public String text() {
        double width = Frame.WIDTH * charts.size();
        double bottom = TITLE + Frame.HEIGHT + LEGEND;
        var size = Coordinates.text(width) + " " + Coordinates.text(bottom);
        var svg =
                Element.of("svg")
                        .with("xmlns", "http://www.w3.org/2000/svg")
                        .with("viewBox", "0 0 " + size)
                        .with("role", "img")
                        .with("font-family", "sans-serif")
                        .with("style", "background: var(--back)")
                        .add(Element.of("title", title))
                        .add(Element.of("style", StyleSheet.charts()))
                        .add(Svg.text(LEFT, 22, "start", title));
        for (int i = 0; i < charts.size(); i++) {
            svg.add(
                    charts.get(i)
                            .drawing("chart-" + i)
                            .with("x", i * Frame.WIDTH)
                            .with("y", TITLE)
                            .with("width", Frame.WIDTH)
                            .with("height", Frame.HEIGHT));
        }
        double y = bottom - LEGEND / 2;
        svg.add(Legend.line(charts.getFirst().series(), LEFT, y));
        svg.add(Svg.text(width - LEFT, y + 4, "end", note));
        return svg.toString().strip() + "\n";
    }
}
