package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.chart.Element;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Building blocks of pages. */
final class Html {
    private Html() {}

    /** A section of a page with its title. */
    static Element section(String title, List<Element> content) {
        return Element.of("section").add(Element.of("h2", title)).add(content);
    }

    static Element paragraph(String text) {
        return Element.of("p", text);
    }

    /** A command to type, verbatim. */
    static Element command(String text) {
        return Element.of("pre", text);
    }

    static Element link(String href, String text) {
        return Element.of("a", text).with("href", href);
    }

    /** Names and their values; names without a value are left out. */
    static Element list(Map<String, String> entries) {
        var list = Element.of("dl");
        entries.forEach(
                (name, value) -> {
                    if (!value.isEmpty()) {
                        list.add(Element.of("dt", name), Element.of("dd", value));
                    }
                });
        return list;
    }

    /** Large figures with their labels. */
    static Element figures(Map<String, String> entries) {
        var box = Element.of("div").with("class", "figures");
        entries.forEach(
                (name, value) ->
                        box.add(
                                Element.of("div")
                                        .add(Element.of("b", value), Element.of("span", name))));
        return box;
    }

    /** A table of text, in a box that scrolls if the table is too wide. */
    static Element table(List<String> header, List<List<String>> rows) {
        var cells = new ArrayList<List<Element>>();
        for (var row : rows) {
            cells.add(row.stream().map(Html::cell).toList());
        }
        return tableOf(header, cells);
    }

    /** The same for a table from a file. */
    static Element table(CsvTable table) {
        return table(table.header(), table.rows());
    }

    /** The same for ready-made cells. */
    static Element tableOf(List<String> header, List<List<Element>> rows) {
        var table = Element.of("table");
        var names = Element.of("tr");
        for (int i = 0; i < header.size(); i++) {
            var name = Element.of("th", header.get(i)).with("scope", "col");
            int column = i;
            boolean number = rows.stream().anyMatch(r -> r.get(column).isOfClass("number"));
            names.add(number ? name.with("class", "number") : name);
        }
        table.add(Element.of("thead").add(names));
        table.add(Element.of("tbody", rows.stream().map(row -> Element.of("tr", row)).toList()));
        return Element.of("div").with("class", "scroll").with("tabindex", "0").add(table);
    }

    /** A cell; numbers are right-aligned. */
    static Element cell(String text) {
        var cell = Element.of("td", text);
        if (text.matches("[–-]|[-+]?[0-9][0-9.,]*(e-?[0-9]+)?( ± [0-9.]+)?( [%a-zA-Z/]+)?")) {
            return cell.with("class", "number");
        }
        return text.length() > 40 ? cell.with("class", "long") : cell;
    }

    /** Charts side by side where there is room. */
    static Element charts(List<Element> figures) {
        return Element.of("div", figures).with("class", "charts");
    }

    /** A collapsed part of a page. */
    static Element details(String title, List<Element> content) {
        return Element.of("details").add(Element.of("summary", title)).add(content);
    }
}
