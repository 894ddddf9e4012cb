package dev.tornadovim.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class DatasetTest {
    private static final DatasetInfo INFO =
            new DatasetInfo("squares", "MIT", "memory", 5, List.of("a"), "0".repeat(64));

    private final Dataset<Integer> squares = Dataset.of(INFO, i -> i * i, i -> "square " + i);

    @Test
    void theFirstSamplesKeepTheirOrderAndNames() {
        var two = squares.first(2);
        assertThat(two.size()).isEqualTo(2);
        assertThat(two.get(1)).isEqualTo(1);
        assertThat(two.name(1)).isEqualTo("square 1");
        assertThat(two.info().name()).isEqualTo("squares, first 2");
        assertThat(two.info().sha256()).isEqualTo(INFO.sha256());
    }

    @Test
    void noLimitAndAnAmpleOneKeepAll() {
        for (int limit : new int[] {0, 5, 6}) {
            assertThat(squares.first(limit)).isSameAs(squares);
        }
    }
}
