package dev.tornadovim.experiments.report.chart;

import java.util.LinkedHashMap;
import java.util.List;

/** What the lines of a chart stand for. It is text of the page, so it wraps on narrow screens. */
final class Legend {
    private Legend() {}

    /** One entry for all curves of the same name; none for curves without. */
    static Element of(List<Series> series) {
        var byName = new LinkedHashMap<String, Series>();
        series.forEach(s -> byName.putIfAbsent(s.name(), s));
        byName.remove("");
        return Element.of("ul")
                .with("class", "legend")
                .add(byName.values().stream().map(Legend::entry).toList());
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
