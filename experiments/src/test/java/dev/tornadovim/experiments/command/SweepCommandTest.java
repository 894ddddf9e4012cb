package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.experiments.Main;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command as users run it: with real trainings in processes of their own. */
class SweepCommandTest extends CommandTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir private Path folder;

    private List<String> tiny(Path runs) {
        return List.of(
                "sweep",
                "fashion-mnist",
                "seed=0,1",
                "model.depth=1",
                "model.dModel=16",
                "data.trainLimit=192",
                "data.testLimit=64",
                "train.checkpointSteps=1",
                "schedule.epochs=3",
                "schedule.warmupEpochs=0",
                "engine=cpu",
                "log.tensorboard=false",
                "run.dir='" + runs + "'");
    }

    private static Path only(Path runs) throws IOException {
        try (var sweeps = Files.list(runs.resolve("classification/fashion-mnist"))) {
            return sweeps.toList().getFirst();
        }
    }

    @Test
    void aKilledSweepIsFinishedWithTheSameResult() throws Exception {
        var whole = folder.resolve("whole");
        assertThat(run(tiny(whole).toArray())).as(err.toString()).isZero();

        var killed = folder.resolve("killed");
        kill(killed);
        var sweep = only(killed);
        assertThat(sweep.resolve("0/DONE")).as("killed in the middle").doesNotExist();
        assertThat(run("sweep", "--resume", sweep.toString())).as(err.toString()).isZero();

        for (var table : List.of("jobs.csv", "results.csv")) {
            assertThat(sweep.resolve(table))
                    .as(table)
                    .hasSameTextualContentAs(only(whole).resolve(table));
        }
        assertThat(sweep.resolve("0/run.log")).content().contains(" resuming ");
        assertThat(sweep.resolve("report.html")).content().contains("2 jobs: 2 done, 0 failed");
    }

    /** Ends a sweep as {@code kill -9} does, once its first job has a checkpoint. */
    private void kill(Path runs) throws Exception {
        var command = new ArrayList<String>();
        command.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(tiny(runs));
        command.addAll(List.of("--cores", "1"));
        var output = folder.resolve("output.txt").toFile();
        var sweep =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
        try {
            var end = Instant.now().plus(PATIENCE);
            while (!hasCheckpoint(runs) && sweep.isAlive() && Instant.now().isBefore(end)) {
                Thread.sleep(20);
            }
            assertThat(sweep.isAlive()).as(Files.readString(output.toPath())).isTrue();
            var jobs = sweep.descendants().toList();
            sweep.destroyForcibly().waitFor();
            assertThat(jobs).hasSize(1);
            for (var job : jobs) {
                job.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            sweep.destroyForcibly();
        }
    }

    private static boolean hasCheckpoint(Path runs) throws IOException {
        var parent = runs.resolve("classification/fashion-mnist");
        if (!Files.isDirectory(parent)) {
            return false;
        }
        try (var sweeps = Files.list(parent)) { // none yet, for a moment
            return sweeps.anyMatch(
                    sweep -> Files.exists(sweep.resolve("0/checkpoints/last.safetensors")));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "sweep -> a config or --resume is missing; see tornado-vim sweep --help",
                "sweep fashion-mnist --resume x -> --resume takes no config: the sweep folder has"
                        + " it; see tornado-vim sweep --help",
                "sweep --dry-run --resume x -> --dry-run takes a config, not a sweep folder; see"
                        + " tornado-vim sweep --help",
                "sweep fashion-mnist -> sweep fashion-mnist: nothing has several values, expected"
                        + " one such as seed=0,1,2",
                "sweep fashion-mnist seed=0,1 --memory lots -> --memory is 'lots', expected a size"
                        + " such as 800M or 16G; see tornado-vim sweep --help",
                "sweep fashion-mnist seed=0,1 --cores -1 -> --cores is -1, expected at least 1; see"
                        + " tornado-vim sweep --help",
                "sweep fashion-mnist seed=0,1 threads=8 --cores 4 -> job seed=0 threads=8 has"
                        + " threads=8, the bound is 4 cores: fewer threads, or more --cores",
                "sweep fashion-mnist seed=0,x -> seed in override seed=x is the text 'x', expected"
                        + " a whole number"
            })
    void wrongUsageIsOneLineAndCode2(String line, String message) {
        assertThat(run((Object[]) line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("error: " + message + "\n");
    }

    @Test
    void dryRunListsTheJobsAndWritesNothing() {
        var runs = folder.resolve("runs");
        var line = tiny(runs);
        assertThat(run(Stream.concat(line.stream(), Stream.of("--dry-run")).toArray()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("(?m)^0 +seed=0 model.depth=1 .* MiB +.* s$")
                .containsPattern("(?m)^1 +seed=1 ")
                .contains("2 jobs, ");
        assertThat(runs).doesNotExist();
    }

    @Test
    void aFolderThatIsNoSweepIsOneLineAndCode1() {
        assertThat(run("sweep", "--resume", folder.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "error: %s is no sweep folder: it has no sweep.json\n".formatted(folder));
    }
}
