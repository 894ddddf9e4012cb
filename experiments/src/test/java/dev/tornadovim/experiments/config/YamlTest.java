package dev.tornadovim.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.SplittableRandom;
import java.util.stream.LongStream;

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

    private static LongStream seeds() {
        return LongStream.range(0, 1000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyTextAndNumberComesBack(long seed) {
        var random = new SplittableRandom(seed);
        String text = printable(text(random));
        double number = number(random);
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("text", text).put("number", number);
        tree.putArray("list").add(text).add(number);
        assertThat(YamlReader.read("x.yaml", YamlWriter.write(tree)))
                .as("text <%s>, number %s", text, number)
                .isEqualTo(tree);
    }

    /** Up to 40 code points: any, or those that YAML reads specially. */
    private static String text(SplittableRandom random) {
        String special = " \t'\"\\:,-?[]{}#&*!|>%@`~=<.0123456789eEnNyYtTfFxo_+";
        int any = random.nextInt(3);
        return random.ints(random.nextInt(41))
                .map(
                        bits ->
                                switch (any) {
                                    case 0 -> special.charAt(Math.floorMod(bits, special.length()));
                                    case 1 -> Math.floorMod(bits, 0x180);
                                    default -> Math.floorMod(bits, Character.MAX_VALUE + 1);
                                })
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Doubles of all magnitudes, those that are whole or at a border among them. */
    private static double number(SplittableRandom random) {
        double[] borders = {
            0.0,
            -0.0,
            1,
            -1,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Double.MAX_VALUE,
            1e15,
            1e16,
            1e-3
        };
        return switch (random.nextInt(4)) {
            case 0 -> borders[random.nextInt(borders.length)];
            case 1 -> random.nextInt();
            case 2 -> random.nextDouble(-1000, 1000);
            default -> {
                double bits = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(bits) ? bits : 0.5;
            }
        };
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
