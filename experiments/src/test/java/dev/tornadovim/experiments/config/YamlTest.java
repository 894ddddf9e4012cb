package dev.tornadovim.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "a: 1e-3 -> {\"a\":0.001}",
                "a: no -> {\"a\":\"no\"}",
                "a: 1:30 -> {\"a\":\"1:30\"}",
                "a: '1' -> {\"a\":\"1\"}",
                "a: [1, x, null] -> {\"a\":[1,\"x\",null]}",
                "a: {b: true} -> {\"a\":{\"b\":true}}",
                "a: -> {\"a\":null}",
                "# nothing -> {}",
                "--- -> {}"
            })
    void reads(String text, String json) {
        assertThat(YamlReader.read("x.yaml", text)).hasToString(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "a: 1|a: 2 -> x.yaml line 2 has the key a a second time",
                "a: {b: 1, b: 2} -> x.yaml line 1 has the key b a second time",
                "a: !!java.net.URL [http://x] -> x.yaml line 1 has the tag"
                        + " tag:yaml.org,2002:java.net.URL; tags are refused",
                "a: !!int '3' -> x.yaml line 1 has the tag tag:yaml.org,2002:int; tags are refused",
                "a: !own {b: 1} -> x.yaml line 1 has the tag !own; tags are refused",
                "a: &x [1]|b: *x -> x.yaml line 1 has the anchor &x; anchors are refused, use"
                        + " _base_ to share",
                "b: *x -> x.yaml line 1 has the alias *x; aliases are refused, use _base_ to share",
                "&x a: 1 -> x.yaml line 1 has a key that is no plain word",
                "!!str a: 1 -> x.yaml line 1 has the tag tag:yaml.org,2002:str; tags are refused",
                "!!java.util.HashMap|a: 1 -> x.yaml line 1 has the tag"
                        + " tag:yaml.org,2002:java.util.HashMap; tags are refused",
                "a: [!<tag:x,2020:y> 1] -> x.yaml line 1 has the tag tag:x,2020:y; tags are"
                        + " refused",
                "a:|  b: 1|  b: 2 -> x.yaml line 3 has the key b a second time",
                "a: 1|'a': 2 -> x.yaml line 2 has the key a a second time",
                "a: 1|<<: *a -> x.yaml line 2 has the alias *a; aliases are refused, use _base_ to"
                        + " share",
                "? [a]|: 1 -> x.yaml line 1 has a key that is no plain word",
                "- 1 -> x.yaml line 1 is no mapping, expected 'key: value' lines",
                "word -> x.yaml line 1 is no mapping, expected 'key: value' lines",
                "a: 1|---|b: 2 -> x.yaml line 2 starts a second document, expected one"
            })
    void refuses(String text, String message) {
        assertThatThrownBy(() -> YamlReader.read("x.yaml", text.replace('|', '\n')))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {"a: [1 -> 1", "a: 1|b: 2: 3 -> 2", "a: @ -> 1", "a: 1|  b: 2 -> 2"})
    void namesTheLineOfASyntaxError(String text, int line) {
        assertThatThrownBy(() -> YamlReader.read("x.yaml", text.replace('|', '\n')))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("x.yaml line " + line + " is not YAML: ")
                .message()
                .doesNotContain("\n");
    }

    /** "Billion laughs": nine levels of nine aliases each, 387 million values if expanded. */
    @Test
    void refusesAnAliasBomb() {
        var bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }
        assertThatThrownBy(() -> YamlReader.read("x.yaml", bomb.toString()))
                .hasMessageStartingWith("x.yaml line 1 has the anchor &a0");
    }

    @Test
    void refusesDeepNestingAndGiantFiles() {
        assertThatThrownBy(() -> YamlReader.read("x.yaml", "a: " + "[".repeat(10_000)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("x.yaml line 1 is nested more than 20 deep");
        assertThatThrownBy(() -> YamlReader.read("x.yaml", "a: " + "x".repeat(2_000_000)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("x.yaml");
    }

    @Property
    void everyTextAndNumberComesBack(@ForAll String text, @ForAll double number) {
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("text", printable(text)).put("number", number);
        tree.putArray("list").add(printable(text)).add(number);
        assertThat(YamlReader.read("x.yaml", YamlWriter.write(tree))).isEqualTo(tree);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "|",
            quoteCharacter = '`',
            value = {
                "1e-3", "no", "null", "~", "'x'", "a: b", "# c", "- d", "[e]", "0:0", "%", "@f"
            })
    void textThatLooksLikeSomethingElseComesBack(String text) {
        var tree = JsonNodeFactory.instance.objectNode().put("text", text);
        assertThat(YamlReader.read("x.yaml", YamlWriter.write(tree))).isEqualTo(tree);
    }

    /** YAML has no place for lone surrogates and a few other code points. */
    private static String printable(String text) {
        return text.codePoints()
                .filter(c -> (c >= ' ' && c < 0x7f) || (c >= 0xa0 && c < 0xd800))
                .filter(c -> c != 0x2028 && c != 0x2029)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
