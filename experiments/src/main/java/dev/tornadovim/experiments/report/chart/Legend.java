package dev.tornadovim.experiments.report.chart;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/** The legend of a chart. It is text of the page, so it wraps on narrow screens. */
final class Legend {
    private Legend() {}

    /** One entry for all curves of the same name; none for curves without. */
    static Element of(List<Series> series) {
        return Element.of("ul")
                .with("class", "legend")
                .add(named(series).stream().map(Legend::entry).toList());
    }

    /** The same in one line of a drawing, starting at the left. */
    static Element line(List<Series> series, double left, double y) {
        var line = Element.of("g");
        double x = left;
        for (var curve : named(series)) {
            line.add(Svg.line("curve " + curve.css(), x, y, x + 24, y));
            line.add(Svg.mark(curve, x + 12, y, 4, curve.name()));
            line.add(Svg.text(x + 30, y + 4, "start", curve.name()));
            x += 30 + (curve.name().length() + 1) * Svg.CHARACTER;
        }
        return line;
    }

    private static Collection<Series> named(List<Series> series) {
        var byName = new LinkedHashMap<String, Series>();
        series.forEach(s -> byName.putIfAbsent(s.name(), s));
        byName.remove("");
        return byName.values();
    }

    private static Element entry(Series series) {
        var sample =
                Element.of("svg")
                        .with("class", "key")
                        .with("viewBox", "0 0 24 10")
                        .with("aria-hidden", "true")
                        .add(Svg.line("curve " + series.css(), 1, 5, 23, 5));
        return Element.of("li").add(sample, Element.of("span", series.name()));
    }
}
