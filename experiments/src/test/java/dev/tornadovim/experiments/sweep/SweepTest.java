package dev.tornadovim.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.run.FolderLock;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.pipeline.train.RunControl;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The running of jobs, with processes that only leave behind what a training does. */
class SweepTest {
    private static final ConfigLoader LOADER = new ConfigLoader(ConfigFolder.locate(Path.of("")));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @TempDir private Path folder;

    private Sweep sweep(int atOnce, String... overrides) {
        return sweepOf("fashion-mnist", atOnce, overrides);
    }

    private Sweep sweepOf(String config, int atOnce, String... overrides) {
        var all = new ArrayList<>(List.of(overrides));
        all.addAll(List.of("run.dir='" + folder + "'", "model.dModel=16", "engine=cpu"));
        var bounds = SweepBounds.of(atOnce, "8G", 0);
        return Sweep.create(LOADER, config, all, bounds, "sweep " + config + " …");
    }

    private void run(Sweep sweep, boolean terminal) {
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        sweep.run(FakeJob.class.getName(), out, terminal, new RunControl());
    }

    private String out() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void resultsAreMeansOverSeedsBestFirst() throws IOException {
        var sweep = sweep(2, "model.depth=1,3,2", "seed=0,1,2");
        run(sweep, false);
        // Accuracies are d/10 + s/100: the deviation of 0, 1, 2 is 1.
        assertThat(sweep.folder().resultTable())
                .hasContent(
                        """
                        rank,model.depth,runs,failed,top1_mean,top1_deviation,best_top1_mean,best_top1_deviation,test_loss_mean,test_loss_deviation
                        1,3,3,0,0.310000,0.010000,0.315000,0.010000,0.500000,0.000000
                        2,2,3,0,0.210000,0.010000,0.215000,0.010000,0.500000,0.000000
                        3,1,3,0,0.110000,0.010000,0.115000,0.010000,0.500000,0.000000
                        """);
        assertThat(Files.readAllLines(sweep.folder().jobTable()))
                .hasSize(10)
                .contains("4,3,1,done,2,1.500000,0.500000,0.310000,0.315000,");
        assertThat(out())
                .contains("job 4 model.depth=3 seed=1: done, epoch 2/14, loss 1.5000")
                .contains("3            31.00 ± 1.00  31.50 ± 1.00  0.5000 ± 0.0000  3");
        assertThat(sweep.folder().path().resolve("command.txt"))
                .hasContent("sweep fashion-mnist …\n");
        assertThat(sweep.folder().path().resolve("4/command.txt"))
                .content()
                .startsWith("train fashion-mnist model.depth=3 seed=1 'run.dir=");
        assertThat(mostAtOnce(sweep)).isBetween(1, 2);
    }

    @Test
    void runsOfAnotherTaskAreRankedByItsOwnMetric() {
        var sweep = sweepOf("scenes-segmentation-small", 2, "model.depth=4,6");
        run(sweep, false);
        assertThat(sweep.folder().resultTable())
                .hasContent(
                        """
                        rank,model.depth,runs,failed,mIoU_mean,mIoU_deviation,best_mIoU_mean,best_mIoU_deviation
                        1,6,1,0,0.600000,,0.605000,
                        2,4,1,0,0.400000,,0.405000,
                        """);
        assertThat(out()).contains("epoch 2/10, loss 1.5000, mIoU 60.00 %, 100 images/s");
    }

    private static int mostAtOnce(Sweep sweep) throws IOException {
        int most = 0;
        for (var job : sweep.folder().jobs()) {
            var begin = stamp(job, FakeJob.BEGIN);
            int others = 0;
            for (var other : sweep.folder().jobs()) {
                boolean meets =
                        !stamp(other, FakeJob.BEGIN).isAfter(begin)
                                && stamp(other, FakeJob.END).isAfter(begin);
                others += meets ? 1 : 0;
            }
            most = Math.max(most, others);
        }
        return most;
    }

    private static Instant stamp(Job job, String name) throws IOException {
        return Instant.parse(Files.readString(job.run().path().resolve(name)));
    }

    @Test
    void failedJobsAreListedTheRestIsFinishedAndASecondCallTriesThemAgain() throws IOException {
        var sweep = sweep(2, "model.depth=7,8,1");
        assertThatThrownBy(() -> run(sweep, false))
                .isInstanceOf(RunException.class)
                .hasMessage(
                        "2 of 3 jobs failed; sweep --resume %s tries them again"
                                .formatted(sweep.folder()));
        assertThat(out())
                .contains("failed: job 0 model.depth=7: images, as expected, are missing\n")
                .contains("failed: job 1 model.depth=8: the process ended with exit code 9");
        assertThat(Files.readAllLines(sweep.folder().resultTable()).subList(1, 4))
                .containsExactly(
                        "1,1,1,0,0.100000,,0.105000,,0.500000,", "2,7,0,1,,,,,,", "3,8,0,1,,,,,,");
        assertThat(Files.readAllLines(sweep.folder().jobTable()))
                .contains("0,7,failed,0,,,,,\"images, as expected, are missing\"");

        var again =
                Sweep.resume(SweepFolder.open(sweep.folder().path()), SweepBounds.of(1, "4G", 0));
        var done = stamp(again.folder().jobs().getLast(), FakeJob.BEGIN);
        assertThat(again.describe()).startsWith("3 jobs, 1 of them done, 1 at once");
        assertThatThrownBy(() -> run(again, false)).hasMessageStartingWith("2 of 3 jobs failed");
        assertThat(stamp(again.folder().jobs().getLast(), FakeJob.BEGIN))
                .as("a job that is done does not run again")
                .isEqualTo(done);
    }

    @Test
    void aTerminalShowsATableDrawnInPlace() {
        run(sweep(2, "seed=0,1,2", "model.depth=1"), true);
        assertThat(out())
                .startsWith("job  seed  state    epoch  loss  top-1 %  images/s\n")
                .contains("2    2     waiting  0/14   -     -        -\n")
                .contains("\u001b[5A\u001b[J")
                .contains("3 jobs: 3 done, 0 running, 0 waiting, 0 failed");
    }

    @Test
    void aSweepThatRunsElsewhereIsLeftAlone() {
        var sweep = sweep(2, "seed=0,1");
        try (var _ = FolderLock.take(sweep.folder().path())) {
            assertThatThrownBy(() -> run(sweep, false))
                    .hasMessage(
                            sweep.folder() + " is in use by another process; wait for it to end");
        }
        assertThat(sweep.folder().path().resolve("0").resolve(FakeJob.BEGIN)).doesNotExist();
    }

    @Test
    void foldersThatAreNoSweepAreRefused() throws IOException {
        assertThatThrownBy(() -> SweepFolder.open(folder))
                .isInstanceOf(RunException.class)
                .hasMessage(folder + " is no sweep folder: it has no sweep.json");
        assertThatThrownBy(() -> SweepFolder.open(folder.resolve("x")))
                .hasMessage(folder.resolve("x") + " is no sweep folder: no such folder");
        var index = Files.writeString(folder.resolve("sweep.json"), "{");
        assertThatThrownBy(() -> SweepFolder.open(folder))
                .hasMessageStartingWith(index + " is damaged: ");
    }
}
