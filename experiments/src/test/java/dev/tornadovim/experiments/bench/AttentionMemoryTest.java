package dev.tornadovim.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.pipeline.model.DeitConfig;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionMemoryTest {

    /** DeiT-Ti without all but two of its blocks; their number makes no difference to the growth. */
    private static final DeitConfig DEIT = DeitConfig.builder().depth(2).build();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void storedMapsGrowWithTheSquareOfTheTokensAndTilesLinearly(boolean training) {
        AttentionMemory small = AttentionMemory.of(DEIT.withImage(512, 512), training);
        AttentionMemory large = AttentionMemory.of(DEIT.withImage(1024, 1024), training);

        assertThat(small.tokens()).isEqualTo(32 * 32 + 1);
        assertThat(large.tokens()).isEqualTo(64 * 64 + 1);
        // 4 times the tokens: each of the 3 heads has a map of tokens × tokens floats to store.
        long maps = 3L * Float.BYTES * (square(large.tokens()) - square(small.tokens()));
        assertThat(large.materialized() - small.materialized()).isGreaterThan(maps);
        double linear = (double) large.tokens() / small.tokens();
        assertThat((double) large.streaming() / small.streaming()).isLessThan(1.01 * linear);
    }

    private static long square(long value) {
        return value * value;
    }
}
