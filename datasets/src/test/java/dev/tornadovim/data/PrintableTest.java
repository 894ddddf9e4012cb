package dev.tornadovim.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "T-shirt/top", "déjà vu", "猫", "می\u200cخواهم", "👩\u200d🔬", "C:\\x"})
    void namesStayAsTheyAre(String name) {
        assertThat(Printable.of(name)).isSameAs(name);
    }

    /** The escape on the right is what is seen. */
    @ParameterizedTest
    @CsvSource({
        "000a, \\n",
        "000d, \\r",
        "0009, \\t",
        "0000, \\u0000",
        "001b, \\u001b",
        "007f, \\u007f",
        "0085, \\u0085",
        "009b, \\u009b",
        "2028, \\u2028",
        "2029, \\u2029",
        "202e, \\u202e",
        "2066, \\u2066",
        "feff, \\ufeff",
        "d800, \\ud800",
        "e0001, '\\u{e0001}'"
    })
    void whatATerminalObeysIsEscaped(String codePoint, String escape) {
        var name = "a" + Character.toString(Integer.parseInt(codePoint, 16)) + "b";
        assertThat(Printable.of(name)).isEqualTo("a" + escape + "b");
    }

    @Test
    void messagesAndDataSetsAreOneLine() {
        var name = "x\n2026-01-01 00:00:00.000 ERROR Forged - line\u001b[41m";
        assertThat(new DataException(name, "no image"))
                .hasMessage("x\\n2026-01-01 00:00:00.000 ERROR Forged - line\\u001b[41m: no image");
        var info =
                new DatasetInfo(name, "unknown", name, 1, java.util.List.of("a"), "0".repeat(64));
        assertThat(info.toString()).doesNotContain("\n", "\u001b");
    }
}
