package dev.tornadovim.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Signals to a sweep: its jobs save and end with it, and resuming gives the undisturbed result. */
@Tag("slow")
class SweepSignalTest {
    @TempDir private Path folder;

    private List<Object> sweep(Path runs) throws IOException {
        var words = new ArrayList<>(SmallRun.CLASSIFICATION.command(folder));
        words.set(0, "sweep");
        words.removeIf(word -> word.toString().startsWith("run.dir="));
        words.addAll(List.of("seed=0,1", "schedule.epochs=1", "run.dir='" + runs + "'"));
        words.addAll(List.of("threads=1", "--cores", "1"));
        return words;
    }

    private static Path only(Path runs) throws IOException {
        var parent = runs.resolve("classification/classification");
        if (!Files.isDirectory(parent)) {
            return null;
        }
        try (Stream<Path> all = Files.list(parent)) {
            return all.findFirst().orElse(null);
        }
    }

    private static boolean hasStepped(Path runs) throws IOException {
        var sweep = only(runs);
        return sweep != null && Files.exists(sweep.resolve("0/metrics.jsonl"));
    }

    @Test
    void aSweepIsStoppedAndFinishedWithTheSameResult() throws Exception {
        var whole = folder.resolve("whole");
        VimProcess.start(folder, sweep(whole)).succeed();

        var runs = folder.resolve("stopped");
        try (var sweep = VimProcess.start(folder, sweep(runs))) {
            sweep.await(() -> hasStepped(runs));
            sweep.send("USR1");
            sweep.await(() -> SmallRun.progress(only(runs).resolve("0")) != null);
            sweep.send("TERM");
            assertThat(sweep.join()).as(sweep.text()).isEqualTo(143);
            assertThat(sweep.text())
                    .contains("SIGUSR1: running jobs save", "SIGTERM: running jobs");
        }
        var stopped = only(runs);
        assertThat(stopped.resolve("STOPPED"))
                .hasContent(
                        "stopped by SIGTERM with 0 of 2 jobs done; resume with: sweep --resume "
                                + stopped
                                + "\n");
        assertThat(stopped.resolve("0/STOPPED")).content().startsWith("stopped by SIGTERM after");
        assertThat(stopped.resolve("1/run.log")).as("no job starts any more").doesNotExist();

        VimProcess.start(folder, List.of("sweep", "--resume", stopped)).succeed();
        assertThat(stopped.resolve("STOPPED")).doesNotExist();
        for (var table : List.of("jobs.csv", "results.csv")) {
            assertThat(stopped.resolve(table)).hasSameTextualContentAs(only(whole).resolve(table));
        }
    }
}
