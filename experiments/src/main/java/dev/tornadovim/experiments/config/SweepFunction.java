package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A function that stands for several values (hydra.cc/docs/advanced/override_grammar/extended):
 *
 * <pre>
 * choice(a,b,c)         the values, as a,b,c
 * range(3)              0, 1, 2
 * range(1,2,0.25)       start, stop, which is left out, and step: 1.0, 1.25, 1.5, 1.75
 * glob(vim_*)           the group files whose names match; * is any text, ? any character
 * glob([a*,b*],exclude=*_x)
 * </pre>
 *
 * @param override the whole override, for messages
 * @param name of the function
 * @param arguments without a name, in order
 * @param named arguments with a name
 */
record SweepFunction(
        String override,
        String name,
        List<OverrideChoice> arguments,
        Map<String, OverrideChoice> named) {

    private static final int MOST_VALUES = 1000;
    private static final int MOST_DIGITS = 40;
    private static final List<String> RANGE = List.of("start", "stop", "step");

    /** Whether there is a function of that name. */
    static boolean exists(String name) {
        return List.of("choice", "range", "glob").contains(name);
    }

    /**
     * The values that it stands for.
     *
     * @param options group files of the override's key
     */
    List<OverrideChoice> choices(List<String> options) {
        var choices =
                switch (name) {
                    case "choice" -> choice();
                    case "range" -> range();
                    default -> glob(options);
                };
        if (choices.isEmpty()) {
            throw refused("%s has no values".formatted(name));
        }
        return choices;
    }

    private List<OverrideChoice> choice() {
        requireNames(List.of());
        return arguments;
    }

    private List<OverrideChoice> range() {
        requireNames(RANGE);
        int first = arguments.size() == 1 && !named.containsKey("stop") ? 1 : 0;
        if (arguments.size() > RANGE.size() || arguments.isEmpty() && !named.containsKey("stop")) {
            throw refused("range takes stop, or start, stop and step");
        }
        var values = new BigDecimal[] {BigDecimal.ZERO, null, BigDecimal.ONE};
        for (int i = 0; i < RANGE.size(); i++) {
            var value = named.get(RANGE.get(i));
            if (i >= first && i - first < arguments.size()) {
                if (value != null) {
                    throw refused("range has its %s twice".formatted(RANGE.get(i)));
                }
                value = arguments.get(i - first);
            }
            values[i] = value == null ? values[i] : number(value);
        }
        return range(values[0], values[1], values[2]);
    }

    /** Decimal, as it is written: three steps of 0.1 are 0.3. */
    private List<OverrideChoice> range(BigDecimal start, BigDecimal stop, BigDecimal step) {
        if (step.signum() == 0) {
            throw refused("the step of range is 0");
        }
        int scale = Stream.of(start, stop, step).mapToInt(BigDecimal::scale).max().orElseThrow();
        var values = new ArrayList<OverrideChoice>();
        for (var value = start;
                value.compareTo(stop) * step.signum() < 0;
                value = value.add(step)) {
            if (values.size() == MOST_VALUES) {
                throw refused("range has more than %d values".formatted(MOST_VALUES));
            }
            var text = value.setScale(Math.max(0, scale)).toPlainString();
            values.add(new OverrideChoice(Scalars.of(text), text));
        }
        return values;
    }

    private BigDecimal number(OverrideChoice argument) {
        try {
            var value = new BigDecimal(argument.text().replace("_", ""));
            if (value.precision() + Math.abs((long) value.scale()) <= MOST_DIGITS) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw refused("%s is no number".formatted(argument.text()));
        }
        throw refused("%s has more than %d digits".formatted(argument.text(), MOST_DIGITS));
    }

    private List<OverrideChoice> glob(List<String> options) {
        requireNames(List.of("exclude"));
        if (arguments.size() != 1) {
            throw refused("glob takes a pattern, and exclude");
        }
        if (options.isEmpty()) {
            throw refused("the key has no group files to match");
        }
        var included = patterns(arguments.getFirst());
        var excluded =
                named.containsKey("exclude") ? patterns(named.get("exclude")) : List.<Pattern>of();
        var found =
                options.stream()
                        .filter(option -> matches(included, option) && !matches(excluded, option))
                        .map(option -> new OverrideChoice(Scalars.of(option), option))
                        .toList();
        if (found.isEmpty()) {
            throw refused("none of %s matches".formatted(String.join(", ", options)));
        }
        return found;
    }

    private static List<Pattern> patterns(OverrideChoice argument) {
        var value = argument.value();
        var texts = value.isArray() ? value.valueStream() : Stream.of(value);
        return texts.map(JsonNode::asText).map(SweepFunction::pattern).toList();
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(
                glob.chars()
                        .mapToObj(
                                c ->
                                        switch (c) {
                                            case '*' -> ".*";
                                            case '?' -> ".";
                                            default -> Pattern.quote(Character.toString(c));
                                        })
                        .collect(Collectors.joining()));
    }

    private static boolean matches(List<Pattern> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(text).matches());
    }

    private void requireNames(List<String> known) {
        for (var argument : named.keySet()) {
            if (!known.contains(argument)) {
                throw refused("%s has no argument %s".formatted(name, argument));
            }
        }
    }

    private ConfigException refused(String problem) {
        return new ConfigException("override %s: %s".formatted(override, problem));
    }
}
