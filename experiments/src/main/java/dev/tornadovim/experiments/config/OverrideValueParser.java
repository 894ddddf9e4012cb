package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * Reads what stands right of the {@code =} of an override, by recursive descent:
 *
 * <pre>
 * choices  = element ("," element)* | function
 * function = name "(" (argument ("," argument)*)? ")"      see SweepFunction
 * argument = (name "=")? element
 * element  = quoted | list | mapping | word
 * list     = "[" (element ("," element)*)? "]"
 * mapping  = "{" (key ":" element ("," key ":" element)*)? "}"
 * quoted   = "'" ... "'" | '"' ... '"'      a backslash escapes the quote
 * word     = anything else                  a backslash escapes , [ ] { } ( ) : = \ and space
 * </pre>
 */
final class OverrideValueParser {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 20;
    private static final String ESCAPABLE = ",[]{}():=\\ \t";
    private static final Pattern FUNCTION = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\(");
    private static final Pattern NAME = Pattern.compile("\\s*([A-Za-z_]+)\\s*=");

    private final String override;
    private final String text;
    private int position;

    /**
     * @param override the whole override, for messages
     * @param text the part right of the equals sign
     */
    OverrideValueParser(String override, String text) {
        this.override = override;
        this.text = text;
    }

    /**
     * Reads all of the text.
     *
     * @param options group files of the override's key
     */
    List<OverrideChoice> choices(List<String> options) {
        if (text.isBlank()) {
            return List.of(new OverrideChoice(NODES.textNode(""), "")); // Hydra: the empty text
        }
        var function = FUNCTION.matcher(text);
        if (function.lookingAt()) {
            position = function.end();
            return List.copyOf(function(function.group(1)).choices(options));
        }
        var choices = new ArrayList<OverrideChoice>();
        do {
            if (FUNCTION.matcher(text).region(position, text.length()).lookingAt()) {
                throw refused("a function has to stand alone");
            }
            choices.add(choice(","));
        } while (accept(','));
        if (position < text.length()) {
            throw refused("'%c' too many".formatted(text.charAt(position)));
        }
        return List.copyOf(choices);
    }

    private OverrideChoice choice(String ends) {
        int start = position;
        var value = element(ends, 0);
        return new OverrideChoice(value, text.substring(start, position).strip());
    }

    private SweepFunction function(String name) {
        if (!SweepFunction.exists(name)) {
            throw refused(
                    "no function is named %s, expected choice, range or glob, or a quoted text"
                            .formatted(name));
        }
        var arguments = new ArrayList<OverrideChoice>();
        var named = new LinkedHashMap<String, OverrideChoice>();
        skipBlanks();
        if (!accept(')')) {
            do {
                argument(arguments, named);
            } while (accept(','));
            expect(')');
        }
        skipBlanks();
        if (position < text.length()) {
            throw refused(name + "(...) has to stand alone");
        }
        return new SweepFunction(override, name, List.copyOf(arguments), named);
    }

    private void argument(
            List<OverrideChoice> arguments, SequencedMap<String, OverrideChoice> named) {
        var name = NAME.matcher(text).region(position, text.length());
        if (name.lookingAt()) {
            position = name.end();
            if (named.put(name.group(1), choice(",)")) != null) {
                throw refused(name.group(1) + " a second time");
            }
            return;
        }
        var argument = choice(",)");
        if (!named.isEmpty()) {
            throw refused(
                    "%s has no name, but %s before it has one"
                            .formatted(argument.text(), named.lastEntry().getKey()));
        }
        arguments.add(argument);
    }

    /** One element; {@code ends} are the characters that end an unquoted word here. */
    private JsonNode element(String ends, int depth) {
        if (depth > MAX_DEPTH) {
            throw refused("nested more than %d deep".formatted(MAX_DEPTH));
        }
        skipBlanks();
        var value =
                switch (peek()) {
                    case '[' -> list(depth);
                    case '{' -> mapping(depth);
                    case '\'', '"' -> NODES.textNode(quoted());
                    default -> word(ends);
                };
        skipBlanks();
        return value;
    }

    private JsonNode list(int depth) {
        var list = NODES.arrayNode();
        position++;
        skipBlanks();
        if (accept(']')) {
            return list;
        }
        do {
            list.add(element(",]", depth + 1));
        } while (accept(','));
        expect(']');
        return list;
    }

    private JsonNode mapping(int depth) {
        var map = NODES.objectNode();
        position++;
        skipBlanks();
        if (accept('}')) {
            return map;
        }
        do {
            var key = element(":,}", depth + 1).asText();
            expect(':');
            if (map.has(key)) {
                throw refused("key %s a second time".formatted(key));
            }
            map.set(key, element(",}", depth + 1));
        } while (accept(','));
        expect('}');
        return map;
    }

    private String quoted() {
        char quote = text.charAt(position++);
        var value = new StringBuilder();
        while (position < text.length() && peek() != quote) {
            int slashes = 0;
            while (peek() == '\\') {
                slashes++;
                position++;
            }
            // Backslashes are plain characters unless they stand before the quote.
            boolean escaping = slashes > 0 && peek() == quote;
            value.repeat('\\', escaping ? slashes / 2 : slashes);
            boolean escaped = escaping && slashes % 2 == 1;
            if (escaped || (slashes == 0 && peek() != quote)) {
                value.append(text.charAt(position++));
            }
        }
        if (position == text.length()) {
            throw refused("the quote %c is not closed".formatted(quote));
        }
        position++;
        return value.toString();
    }

    private JsonNode word(String ends) {
        var word = new StringBuilder();
        int kept = 0; // escaped blanks at the end stay
        boolean escaped = false;
        while (position < text.length() && ends.indexOf(peek()) < 0) {
            char c = text.charAt(position++);
            if (c == '\\' && ESCAPABLE.indexOf(peek()) >= 0 && position < text.length()) {
                word.append(text.charAt(position++));
                kept = word.length();
                escaped = true;
            } else if ("[]{}()='\"".indexOf(c) >= 0) {
                throw refused("'%c' inside a word, quote the value or escape it".formatted(c));
            } else if (c == '$' && peek() == '{') {
                throw refused("interpolation ${...} is not supported");
            } else {
                word.append(c);
            }
        }
        while (word.length() > kept && Character.isWhitespace(word.charAt(word.length() - 1))) {
            word.setLength(word.length() - 1);
        }
        if (word.isEmpty()) {
            throw refused("a value is missing");
        }
        return escaped ? NODES.textNode(word.toString()) : Scalars.of(word.toString());
    }

    private char peek() {
        return position < text.length() ? text.charAt(position) : '\0';
    }

    private boolean accept(char c) {
        if (position < text.length() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!accept(c)) {
            throw refused(
                    position < text.length()
                            ? "'%c' where '%c' was expected".formatted(peek(), c)
                            : "'%c' is missing at the end".formatted(c));
        }
    }

    private void skipBlanks() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private ConfigException refused(String problem) {
        return new ConfigException("override %s: %s".formatted(override, problem));
    }
}
