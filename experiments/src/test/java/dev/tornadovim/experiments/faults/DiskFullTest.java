package dev.tornadovim.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A disk that is full in the middle of a run: the run fails in one line, and goes on when it is not. */
@Tag("slow")
class DiskFullTest {
    private static final SmallRun SMALL = SmallRun.CLASSIFICATION;
    private static final int DISK = 24 << 20;

    /** Less than a checkpoint, enough for what says that it failed. */
    private static final int LEFT = 48 << 10;

    @TempDir private Path folder;

    /** A training that was stopped in its middle, with its folders in a place. */
    private Path stopped(Path place) throws Exception {
        var command = SMALL.command(place, "train.checkpointSteps=1");
        try (var training = VimProcess.start(folder, command)) {
            training.await(() -> SMALL.hasStepped(place));
            training.send("TERM");
            assertThat(training.join()).isEqualTo(143);
        }
        return SMALL.run(place);
    }

    /** A device on which every write fails as on a full disk stands in the way of a checkpoint. */
    @Test
    void aCheckpointThatDoesNotFitFailsTheRun() throws Exception {
        var run = stopped(folder);
        Files.createSymbolicLink(
                run.resolve("checkpoints/last.safetensors.tmp"), Path.of("/dev/full"));
        failThenFinish(run, () -> {});
    }

    @Test
    void aFullDiskFailsTheRunAndNothingSavedIsLost() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                system("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", disk.toString()),
                "no file system can be mounted here");
        try {
            var run = stopped(disk);
            var filler = disk.resolve("filler");
            fill(filler, LEFT);
            failThenFinish(run, () -> Files.delete(filler));
            System.out.println("disk full: failed, resumed, done");
        } finally {
            system("umount", "-l", disk.toString());
        }
    }

    /** Not even the log and the mark of the failure fit: the reason is told all the same. */
    @Test
    void aDiskWithoutAByteLeftStillNamesTheReason() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                system("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", disk.toString()),
                "no file system can be mounted here");
        try {
            var run = stopped(disk);
            var filler = disk.resolve("filler");
            fill(filler, 0);
            try (var training = resume(run)) {
                assertThat(training.join()).isEqualTo(1);
                assertThat(training.lines("error: ")).hasSize(1);
                assertThat(training.lines("error: ").getFirst())
                        .startsWith("error: " + run)
                        .endsWith(": No space left on device");
                assertThat(training.text()).doesNotContain("\tat ");
            }
            Files.delete(filler);
            finish(run);
        } finally {
            system("umount", "-l", disk.toString());
        }
    }

    private VimProcess resume(Path run) throws IOException {
        return VimProcess.start(folder, List.of("train", "--resume", run));
    }

    /** Makes room. */
    @FunctionalInterface
    private interface Room {
        void make() throws IOException;
    }

    private void failThenFinish(Path run, Room room) throws Exception {
        var saved = SmallRun.lastCheckpoint(run);
        var expected =
                run.resolve("checkpoints/last.safetensors")
                        + ": cannot be written: No space left on device";
        try (var training = resume(run)) {
            assertThat(training.join()).as(training.text()).isEqualTo(1);
            assertThat(training.lines("error: ")).containsExactly("error: " + expected);
            assertThat(training.text()).doesNotContain("\tat ");
        }
        assertThat(run.resolve("FAILED")).hasContent(expected + "\n");
        assertThat(SmallRun.lastCheckpoint(run)).isEqualTo(saved);
        try (var files = Files.walk(run)) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
        room.make();
        finish(run);
    }

    /** The rest must give the weights of a run that was never disturbed. */
    private void finish(Path run) throws Exception {
        resume(run).succeed();
        var other = Files.createDirectory(folder.resolve("undisturbed"));
        VimProcess.start(folder, SMALL.command(other)).succeed();
        assertThat(SmallRun.lastCheckpoint(run))
                .isEqualTo(SmallRun.lastCheckpoint(SMALL.run(other)));
    }

    /** Fills the disk of a file but for some bytes. */
    private static void fill(Path file, int left) throws IOException {
        var block = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            while (Files.getFileStore(file).getUsableSpace() > left) {
                out.write(block);
            }
        }
    }

    private boolean system(String... command) throws IOException, InterruptedException {
        return VimProcess.start(folder, List.of(command), Map.of()).join() == 0;
    }
}
