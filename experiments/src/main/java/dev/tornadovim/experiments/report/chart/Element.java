package dev.tornadovim.experiments.report.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of a page: HTML or SVG, which share one syntax here. A browser and
 * an XML parser read its output alike, so that a test can check whether a page is well-formed.
 */
public final class Element {
    /** Elements without content; all others get an end tag, as HTML requires. */
    private static final Set<String> EMPTY =
            Set.of("meta", "link", "img", "br", "path", "rect", "circle", "line", "polyline");

    /** Elements that begin a line, for a readable source. */
    private static final Set<String> ON_A_LINE =
            Set.of(
                    "head", "meta", "style", "body", "header", "main", "section", "h1", "h2", "h3",
                    "p", "div", "table", "tr", "ul", "li", "dl", "dt", "figure", "svg", "g", "path",
                    "rect", "circle", "text", "pre", "details", "footer");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> content = new ArrayList<>();

    private Element(String name) {
        this.name = name;
    }

    /** An element without attributes and content. */
    public static Element of(String name) {
        return new Element(name);
    }

    /** An element with text. */
    public static Element of(String name, String text) {
        return new Element(name).text(text);
    }

    /** An element with elements. */
    public static Element of(String name, List<Element> children) {
        return new Element(name).add(children);
    }

    /** Sets an attribute. */
    public Element with(String attribute, String value) {
        attributes.put(attribute, value);
        return this;
    }

    /** Sets an attribute to a length or coordinate, in hundredths. */
    public Element with(String attribute, double value) {
        return with(attribute, Coordinates.text(value));
    }

    /** Appends text. */
    public Element text(String text) {
        content.add(text);
        return this;
    }

    /** Appends elements. */
    public Element add(Element... children) {
        return add(List.of(children));
    }

    /** Appends elements. */
    public Element add(List<Element> children) {
        content.addAll(children);
        return this;
    }

    /** Whether its attribute {@code class} equals this. */
    public boolean isOfClass(String css) {
        return css.equals(attributes.get("class"));
    }

    @Override
    public String toString() {
        var out = new StringBuilder();
        write(out);
        return out.toString();
    }

    private void write(StringBuilder out) {
        if (ON_A_LINE.contains(name)) {
            out.append('\n');
        }
        out.append('<').append(name);
        attributes.forEach(
                (key, value) ->
                        out.append(' ')
                                .append(key)
                                .append("=\"")
                                .append(escape(value))
                                .append('"'));
        if (EMPTY.contains(name) && content.isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (var part : content) {
            if (part instanceof Element child) {
                child.write(out);
            } else {
                out.append(escape((String) part));
            }
        }
        out.append("</").append(name).append('>');
    }

    /** Text as both syntaxes take it; characters that XML does not have become U+FFFD. */
    private static String escape(String text) {
        return text.replaceAll("[^\t\n\r -\uD7FF\uE000-\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
