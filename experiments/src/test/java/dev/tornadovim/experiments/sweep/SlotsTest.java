package dev.tornadovim.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.experiments.config.ConfigException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Collections;

class SlotsTest {
    private static final long GIB = 1L << 30;

    private static Slots slots(
            int cores, int gib, int atOnce, int jobs, int threads, double need, boolean device) {
        var each = new Slots.Need("3", threads, (long) (need * GIB), device);
        return Slots.of(SweepBounds.of(cores, gib + "G", atOnce), Collections.nCopies(jobs, each));
    }

    @ParameterizedTest
    @CsvSource({
        // cores, GiB, at once, jobs, threads, need, device -> at once, threads, GiB each
        "2, 16, 0, 12, 0, 1, false,  2, 1, 8",
        "2, 3, 0, 12, 0, 1.6, false,  1, 2, 3",
        "16, 64, 0, 4, 0, 1, false,  4, 4, 16",
        "16, 64, 0, 12, 3, 1, false,  5, 3, 12",
        "8, 64, 2, 12, 0, 1, false,  2, 4, 32",
        "8, 64, 0, 12, 0, 1, true,  1, 8, 64",
        "8, 64, 3, 12, 0, 1, true,  3, 2, 21",
        "8, 3, 0, 12, 0, 0, false,  3, 2, 1"
    })
    void dividesCoresAndMemory(
            int cores,
            int gib,
            int bound,
            int jobs,
            int threads,
            double need,
            boolean device,
            int atOnce,
            int each,
            int bytes) {
        var slots = slots(cores, gib, bound, jobs, threads, need, device);
        assertThat(slots.atOnce()).isEqualTo(atOnce);
        assertThat(slots.threads()).isEqualTo(each);
        assertThat(slots.bytes() / GIB).isEqualTo(bytes);
    }

    @Test
    void refusesAJobThatDoesNotFit() {
        assertThatThrownBy(() -> slots(2, 4, 0, 3, 0, 5, false))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "job 3 needs about 5120 MiB, the bound is 4096 MiB: a smaller job, or more"
                                + " --memory");
        assertThatThrownBy(() -> slots(2, 4, 0, 3, 4, 1, false))
                .hasMessage(
                        "job 3 has threads=4, the bound is 2 cores: fewer threads, or more"
                                + " --cores");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "-1, 1G, 0 -> --cores is -1, expected at least 1",
                "1, 1G, -2 -> --at-once is -2, expected at least 1",
                "1, 1T, 0 -> --memory is '1T', expected a size such as 800M or 16G",
                "1, G, 0 -> --memory is 'G', expected a size such as 800M or 16G"
            })
    void refusesBounds(String bounds, String message) {
        var words = bounds.split(", ");
        assertThatThrownBy(
                        () ->
                                SweepBounds.of(
                                        Integer.parseInt(words[0]),
                                        words[1],
                                        Integer.parseInt(words[2])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void flagsKeepAJvmWithinItsSlot() {
        assertThat(new Slots(2, 3, 4 * GIB).jvmFlags())
                .containsExactly(
                        "-XX:ActiveProcessorCount=3", "-Xmx1024m", "-XX:MaxDirectMemorySize=3072m");
    }
}
