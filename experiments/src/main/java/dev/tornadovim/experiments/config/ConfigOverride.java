package dev.tornadovim.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One override of the command line, in the part of Hydra's grammar that experiments need
 * (hydra.cc/docs/advanced/override_grammar/basic):
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
 * </pre>
 *
 * @param kind what is done
 * @param path dotted key
 * @param values one value, several in a sweep, none for a deletion without condition
 * @param text as it was written
 */
public record ConfigOverride(Kind kind, String path, List<JsonNode> values, String text) {
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
     * Reads one override.
     *
     * @throws ConfigException if it does not follow the grammar
     */
    public static ConfigOverride parse(String text) {
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
        var values =
                equals < 0
                        ? List.<JsonNode>of()
                        : new OverrideValueParser(text, rest.substring(equals + 1)).choices();
        return new ConfigOverride(kind, path, values, text);
    }

    /** One override for each of several values, in their order; this one alone where there is one. */
    public List<ConfigOverride> choices() {
        if (values.size() < 2) {
            return List.of(this);
        }
        int equals = text.indexOf('=');
        var key = text.substring(0, equals + 1);
        return new OverrideValueParser(text, text.substring(equals + 1))
                .texts().stream().map(value -> parse(key + value)).toList();
    }

    /** What stands right of the equals sign; empty where there is none. */
    public String valueText() {
        return text.indexOf('=') < 0 ? "" : text.substring(text.indexOf('=') + 1).strip();
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
