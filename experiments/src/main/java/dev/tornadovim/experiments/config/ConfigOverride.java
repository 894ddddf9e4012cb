package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One override of the command line, in the part of Hydra's grammar that experiments need
 * (hydra.cc/docs/advanced/override_grammar):
 *
 * <pre>
 * optim.learningRate=1e-3     set a key that exists
 * model=vim_small             take the group file _base_/model/vim_small.yaml
 * +data.dir=/data             add a key that does not exist
 * ++data.dir=/data            add or set
 * ~data.dir                   delete
 * ~data.dir=/data             delete if it has this value
 * augment.mean=[0.5,0.5]      list; {a: 1, b: 2} is a mapping, merged into the one that is there
 * run.tag='two, words'        quoted text; null, true, 3 and 1e-3 unquoted are no text
 * seed=0,1,2                  several values, for a sweep
 * seed=range(0,3)             the same; choice(0,1,2) too, and model=glob(vim_*) for group files
 * </pre>
 *
 * @param kind what is done
 * @param path dotted key
 * @param values one value, several in a sweep, none for a deletion without condition
 * @param texts the values as they are written
 * @param text all of it, as it was written
 */
public record ConfigOverride(
        Kind kind, String path, List<JsonNode> values, List<String> texts, String text) {
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*");

    /** What an override does. */
    public enum Kind {
        /** {@code key=value}. */
        SET,
        /** {@code +key=value}. */
        ADD,
        /** {@code ++key=value}. */
        ADD_OR_SET,
        /** {@code ~key} or {@code ~key=value}. */
        DELETE
    }

    /**
     * Reads one override, whose key has no group files.
     *
     * @throws ConfigException if it does not follow the grammar
     */
    public static ConfigOverride parse(String text) {
        return parse(text, _ -> List.of());
    }

    /**
     * Reads one override.
     *
     * @param options names of the group files of a key, for {@code glob}
     * @throws ConfigException if it does not follow the grammar
     */
    static ConfigOverride parse(String text, Function<String, List<String>> options) {
        var kind =
                text.startsWith("++")
                        ? Kind.ADD_OR_SET
                        : text.startsWith("+")
                                ? Kind.ADD
                                : text.startsWith("~") ? Kind.DELETE : Kind.SET;
        var rest = text.substring(kind == Kind.ADD_OR_SET ? 2 : kind == Kind.SET ? 0 : 1);
        int equals = rest.indexOf('=');
        if (equals < 0 && kind != Kind.DELETE) {
            throw new ConfigException(
                    "override %s: has no '=', expected key=value".formatted(text));
        }
        var path = (equals < 0 ? rest : rest.substring(0, equals)).strip();
        if (!PATH.matcher(path).matches()) {
            throw new ConfigException(
                    "override %s: '%s' is no key, expected words joined by dots"
                            .formatted(text, path));
        }
        var choices =
                equals < 0
                        ? List.<OverrideChoice>of()
                        : new OverrideValueParser(text, rest.substring(equals + 1))
                                .choices(options.apply(path));
        return new ConfigOverride(
                kind,
                path,
                choices.stream().map(OverrideChoice::value).toList(),
                choices.stream().map(OverrideChoice::text).toList(),
                text);
    }

    /** One override for each of its values, in their order; this one alone where it has none. */
    public List<ConfigOverride> choices() {
        if (values.isEmpty()) {
            return List.of(this);
        }
        var key = text.substring(0, text.indexOf('=') + 1);
        return IntStream.range(0, values.size())
                .mapToObj(
                        i ->
                                new ConfigOverride(
                                        kind,
                                        path,
                                        List.of(values.get(i)),
                                        List.of(texts.get(i)),
                                        key + texts.get(i)))
                .toList();
    }

    /** The value of an override that has one, as it is written; empty where there is none. */
    public String valueText() {
        return texts.isEmpty() ? "" : texts.getFirst();
    }

    /** The value of an override that has exactly one. */
    JsonNode value() {
        if (values.size() != 1) {
            throw new ConfigException(
                    "override %s: %d values are a sweep, expected one (a list is written [a,b])"
                            .formatted(text, values.size()));
        }
        return values.getFirst();
    }
}
