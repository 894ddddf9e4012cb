package dev.tornadovim.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Too little memory: one line that says which, and a dry run that counts it all the same. */
@Tag("slow")
class MemoryTest {
    private static final SmallRun SMALL = SmallRun.CLASSIFICATION;

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "-Xmx48m -XX:MaxDirectMemorySize=4g, the Java heap of 48 MiB is full; raise it with"
                + " JDK_JAVA_OPTIONS=-Xmx",
        "-XX:MaxDirectMemorySize=20m, tensors take more than the 20 MiB that Java may take outside"
                + " its heap"
    })
    void aTrainingThatDoesNotFitIsOneLine(String flags, String reason) throws Exception {
        var command = SMALL.command(folder, "train.batchSize=4096");
        var java = List.of(flags.split(" "));
        try (var training = VimProcess.start(folder, java, Map.of(), command)) {
            assertThat(training.join()).as(training.text()).isEqualTo(1);
            assertThat(training.lines("error: ")).hasSize(1);
            assertThat(training.lines("error: ").getFirst()).contains("out of memory: " + reason);
            assertThat(training.text()).doesNotContain("\tat ");
        }
        assertThat(SMALL.run(folder).resolve("FAILED")).content().contains(reason);
    }

    @Test
    void aDryRunCountsWhatDoesNotFit() throws Exception {
        var command = new ArrayList<>(SMALL.command(folder, "train.batchSize=4096"));
        command.add("--dry-run");
        var java = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=20m");
        try (var dryRun = VimProcess.start(folder, java, Map.of(), command)) {
            dryRun.succeed();
            assertThat(dryRun.lines("memory ")).hasSize(1);
            assertThat(dryRun.lines("problem ").getFirst()).contains("tensors take ");
            assertThat(dryRun.text()).doesNotContain("\tat ");
        }
        assertThat(Files.exists(SMALL.runs(folder))).isFalse();
    }
}
