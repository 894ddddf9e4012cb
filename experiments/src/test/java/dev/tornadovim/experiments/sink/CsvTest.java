package dev.tornadovim.experiments.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class CsvTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"=1+1", "+x", "-x", "@sum", "\tx", "\rx", "'=x", "''-x", "-1x", "-", "=\n"})
    void formulasAreTextAndComeBack(String text) {
        var cell = Csv.cell(text);
        assertThat(cell.startsWith("\"") ? cell.substring(1) : cell).startsWith("'");
        var inside = cell.startsWith("\"") ? cell.substring(1, cell.length() - 1) : cell;
        assertThat(Csv.read(inside)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+0.5", "-1.25e-3", "-.5", "cat", "'cat", "a=b", "", "e-mail@x"})
    void numbersAndNamesStayAsTheyAre(String text) {
        assertThat(Csv.cell(text)).isEqualTo(text);
        assertThat(Csv.read(text)).isEqualTo(text);
    }

    @Test
    void quotesAsRfc4180Has() {
        assertThat(Csv.line(List.of("a, b", "\"c\"", "d\ne", "=f,g")))
                .isEqualTo("\"a, b\",\"\"\"c\"\"\",\"d\ne\",\"'=f,g\"");
    }
}
