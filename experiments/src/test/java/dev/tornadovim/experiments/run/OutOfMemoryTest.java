package dev.tornadovim.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutOfMemoryTest {

    /** Messages of HotSpot 25, each behind what may lie over it. */
    private static String line(String message) {
        var error = new OutOfMemoryError(message);
        return OutOfMemory.describe(new IllegalStateException("batch 3 failed", error))
                .orElseThrow();
    }

    @Test
    void saysWhichMemoryAndWhatMakesItLarger() {
        assertThat(line("Java heap space"))
                .startsWith("out of memory: the Java heap of ")
                .contains("JDK_JAVA_OPTIONS=-Xmx", "train.batchSize")
                .doesNotContain("\n");
        assertThat(
                        line(
                                "Cannot reserve 268435488 bytes of direct buffer memory (allocated:"
                                        + " 8192, limit: 67108864)"))
                .startsWith("out of memory: tensors take more than the ")
                .contains("-XX:MaxDirectMemorySize");
        assertThat(line("unable to create native thread"))
                .startsWith("out of memory: unable to create native thread; lower ");
    }

    @Test
    void otherFailuresAreNoMatterOfMemory() {
        assertThat(OutOfMemory.describe(new IllegalStateException("broken"))).isEmpty();
    }
}
