package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** ImageNet-21k has 21,841 classes: all that grows with their square is left out. */
class ManyClassesTest extends CommandTest {

    @TempDir private Path folder;

    /** Labels of the shards are 0 to 21,840. The confusion matrix alone would be 3.8 GB. */
    @Test
    void trainsEvaluatesAndReportsInOneGigabyte() throws Exception {
        var shards = Path.of("src/test/resources/shards/label_21840").toAbsolutePath();
        var log = folder.resolve("out.txt");
        var process =
                start(
                        log,
                        "1g",
                        List.of(
                                "train",
                                "fashion-mnist",
                                "data=tar_shards",
                                "data.dir='" + shards + "'",
                                "data.imageSize=28",
                                "model.dModel=16",
                                "model.depth=1",
                                "engine=cpu",
                                "schedule.epochs=1",
                                "schedule.warmupEpochs=0",
                                "train.batchSize=4",
                                "train.evalBatchSize=4",
                                "run.dir='" + folder.resolve("runs") + "'"));
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        var run = last(folder.resolve("runs/classification/fashion-mnist"));
        assertThat(run.resolve("DONE")).exists();
        assertThat(run.resolve("eval/confusion.csv")).doesNotExist();
        assertThat(run.resolve("run.log"))
                .content()
                .contains(
                        "no confusion matrix: there are 21841 classes, and it is written up to"
                                + " 2000")
                .doesNotContain("OutOfMemoryError");
        assertThat(run.resolve("report.html"))
                .content()
                .contains("No confusion matrix: there are 21,841 classes, the limit is 2,000.");
        assertThat(evaluations(run, "top1")).isNotEmpty();
        succeed("eval", run);
    }
}
