package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an unquoted word means, in YAML files and in overrides alike: the core schema of YAML 1.2
 * (yaml.org/spec/1.2.2, chapter 10.3). So {@code 1e-3} is a number, and {@code no} and {@code 1:30}
 * are text, unlike in YAML 1.1. As in Hydra, underscores may group digits.
 */
final class Scalars {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]*(_[0-9]+)*)");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");
    private static final Pattern INFINITE = Pattern.compile("[-+]?\\.?inf");

    private Scalars() {}

    /** The null, boolean, number or text that an unquoted word stands for. */
    static JsonNode of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "", "~", "null" -> NODES.nullNode();
            case "true" -> NODES.booleanNode(true);
            case "false" -> NODES.booleanNode(false);
            case ".nan", "nan" -> NODES.numberNode(Double.NaN);
            case String lower when INFINITE.matcher(lower).matches() ->
                    NODES.numberNode(
                            lower.startsWith("-")
                                    ? Double.NEGATIVE_INFINITY
                                    : Double.POSITIVE_INFINITY);
            default -> numberOrText(word);
        };
    }

    private static JsonNode numberOrText(String word) {
        if (INTEGER.matcher(word).matches()) {
            var value = new BigInteger(word.replace("_", ""));
            return value.bitLength() < Long.SIZE
                    ? NODES.numberNode(value.longValue())
                    : NODES.numberNode(value);
        }
        // A leading zero marks codes and dates rather than numbers.
        if (DECIMAL.matcher(word).matches() && !LEADING_ZERO.matcher(word).matches()) {
            return NODES.numberNode(Double.parseDouble(word));
        }
        return NODES.textNode(word);
    }
}
