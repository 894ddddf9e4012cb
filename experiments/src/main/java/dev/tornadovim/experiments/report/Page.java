package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.chart.Element;
import dev.tornadovim.experiments.report.chart.StyleSheet;

import java.util.List;

/**
 * A self-contained page: style and pictures are embedded, and its content policy forbids the
 * browser to load anything.
 */
final class Page {
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private Page() {}

    /** The page as text that is both HTML and well-formed XML. */
    static String html(String title, List<Element> content) {
        var head =
                Element.of("head")
                        .add(
                                Element.of("meta").with("charset", "utf-8"),
                                Element.of("meta")
                                        .with("http-equiv", "Content-Security-Policy")
                                        .with("content", POLICY),
                                Element.of("meta")
                                        .with("name", "viewport")
                                        .with("content", "width=device-width, initial-scale=1"),
                                Element.of("title", title),
                                Element.of(
                                        "style",
                                        StyleSheet.charts()
                                                + StyleSheet.of(Page.class, "report.css")));
        var page =
                Element.of("html")
                        .with("lang", "en")
                        .add(head, Element.of("body").add(Element.of("main", content)));
        return "<!DOCTYPE html>\n" + page + "\n";
    }
}
