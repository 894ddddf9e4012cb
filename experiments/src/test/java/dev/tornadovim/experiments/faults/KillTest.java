package dev.tornadovim.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Kills at random moments: what was saved is whole and is the latest, and resuming loses nothing. */
@Tag("slow")
class KillTest {
    private static final int KILLS_IN_SAVES = 200;
    private static final int KILLS_OF_A_RUN = 20;

    @TempDir private Path folder;

    @Test
    void everyKillDuringSavesLeavesAWholeCheckpoint() throws Exception {
        var random = new Random(1);
        var file = folder.resolve("last.safetensors");
        int number = 0;
        int inTheMiddle = 0;
        for (int kill = 0; kill < KILLS_IN_SAVES; kill++) {
            int told = saveUntilKilled(file, number, random);
            int found = number(file);
            // Killed between the rename and the telling of it, the file is one ahead.
            assertThat(found).as("kill " + kill).isBetween(told, told + 1);
            inTheMiddle += Files.exists(folder.resolve("last.safetensors.tmp")) ? 1 : 0;
            number = found + 1;
        }
        System.out.printf(
                "%d kills, %d checkpoints, %d kills in the middle of a file, none torn%n",
                KILLS_IN_SAVES, number, inTheMiddle);
        assertThat(inTheMiddle).as("kills hit saves").isGreaterThan(KILLS_IN_SAVES / 10);
    }

    /** Answers the last checkpoint that was told to be saved. */
    private int saveUntilKilled(Path file, int first, Random random) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command =
                List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Saver.class.getName(),
                        file.toString(),
                        String.valueOf(first));
        try (var saver = VimProcess.start(folder, command, Map.of())) {
            saver.await(() -> !saver.text().isEmpty());
            Thread.sleep(random.nextInt(60));
            saver.kill();
            var lines = saver.text().substring(0, saver.text().lastIndexOf('\n')).lines().toList();
            return Integer.parseInt(lines.getLast());
        }
    }

    /** The number of a checkpoint, all of whose values must be that number. */
    private static int number(Path file) {
        try (var saved = SafetensorsFile.open(file)) {
            int number = Integer.parseInt(saved.metadata().get(Saver.NUMBER));
            assertThat(saved.names()).hasSize(Saver.TENSORS);
            for (var name : saved.names()) {
                for (float value : saved.read(name)) {
                    if (value != number) {
                        throw new AssertionError(
                                "%s has %s, not %d".formatted(name, value, number));
                    }
                }
            }
            return number;
        }
    }

    @Test
    void aRunThatIsKilledAgainAndAgainEndsAsAnUndisturbedOne() throws Exception {
        var small = SmallRun.CLASSIFICATION;
        var command = small.command(folder, "train.checkpointSteps=1");
        VimProcess.start(folder, command).succeed();
        var whole = small.aside(folder, "whole");
        long before = kill(small, command, -1, new Random(2));
        var run = small.run(folder);
        var steps = new StringBuilder(String.valueOf(before));
        for (int kill = 1; kill < KILLS_OF_A_RUN; kill++) {
            before = kill(small, List.of("train", "--resume", run), before, new Random(kill));
            steps.append(' ').append(before);
        }
        VimProcess.start(folder, List.of("train", "--resume", run)).succeed();
        assertThat(SmallRun.lastCheckpoint(run)).isEqualTo(SmallRun.lastCheckpoint(whole));
        assertThat(rows(run)).isEqualTo(rows(whole));
        System.out.printf("%d kills of a run, at steps %s%n", KILLS_OF_A_RUN, steps);
    }

    /** Kills once there is a checkpoint of a later step; answers the step of the last one. */
    private long kill(SmallRun small, List<?> command, long before, Random random)
            throws Exception {
        try (var training = VimProcess.start(folder, command)) {
            training.await(() -> step(small.run(folder)) > before);
            Thread.sleep(random.nextInt(40));
            training.kill();
        }
        assertThat(small.run(folder).resolve("DONE")).doesNotExist();
        return step(small.run(folder));
    }

    private static long step(Path run) throws IOException {
        var progress = run == null ? null : SmallRun.progress(run);
        return progress == null ? -1 : progress.get("step").longValue();
    }

    /** Epochs without times and paces. */
    private static List<String> rows(Path run) throws IOException {
        return Files.readAllLines(run.resolve("epochs.csv")).stream()
                .map(line -> String.join(",", List.of(line.split(",")).subList(0, 4)))
                .toList();
    }
}
