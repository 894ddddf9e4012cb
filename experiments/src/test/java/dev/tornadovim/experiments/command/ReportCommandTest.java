package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reports as users get them: of real runs. */
class ReportCommandTest extends CommandTest {
    @TempDir private Path folder;

    private int train(String... more) {
        var all =
                new ArrayList<>(
                        List.of(
                                "train",
                                "fashion-mnist",
                                "model.depth=1",
                                "model.dModel=16",
                                "data.trainLimit=192",
                                "data.testLimit=64",
                                "schedule.epochs=1",
                                "schedule.warmupEpochs=0",
                                "engine=cpu",
                                "log.every=1",
                                "run.dir='" + folder + "'"));
        all.addAll(List.of(more));
        return run(all.toArray());
    }

    private List<Path> runs() throws IOException {
        try (var runs = Files.list(folder.resolve("classification/fashion-mnist"))) {
            return runs.filter(Files::isDirectory).sorted().toList();
        }
    }

    @Test
    void aTrainingLeavesReportModelCardAndPictures() throws IOException {
        assertThat(train()).as(err.toString()).isZero();
        var run = runs().getFirst();
        assertThat(run.resolve("report.html"))
                .content()
                .contains("Sample predictions", "data:image/png;base64,", "Confusion matrix")
                .contains("first run: a small Vim learns Fashion-MNIST");
        assertThat(run.resolve("checkpoints/MODEL_CARD.md"))
                .content()
                .contains("Fashion-MNIST train", "| License | MIT |", "## Ethical considerations");
        assertThat(run.resolve("eval/samples/samples.json"))
                .content()
                .contains("\"right\" : true", "\"right\" : false");

        var page = Files.readString(run.resolve("report.html"));
        Files.delete(run.resolve("report.html"));
        assertThat(run("report", run.toString())).as(err.toString()).isZero();
        assertThat(run.resolve("report.html")).hasContent(page);
        assertThat(out.toString()).isEqualTo(run.resolve("report.html") + "\n");
    }

    @Test
    void aFailedTrainingHasAReportThatSaysWhy() throws IOException {
        assertThat(train("data.dir='" + folder.resolve("none") + "'")).isEqualTo(1);
        assertThat(runs().getFirst().resolve("report.html"))
                .content()
                .contains("The run failed: " + folder.resolve("none") + ": no such folder");
    }

    @Test
    void severalRunsAreCompared() throws IOException {
        assertThat(train("data.dir='" + folder.resolve("none") + "'")).isEqualTo(1);
        assertThat(train("data.dir='" + folder.resolve("none") + "'", "seed=1")).isEqualTo(1);
        var both = runs().stream().map(Path::toString).toList();
        assertThat(run("report", both.get(0), both.get(1))).isZero();
        var page = folder.resolve("classification/fashion-mnist/comparison.html");
        assertThat(out.toString()).isEqualTo(page + "\n");
        assertThat(page).content().contains("2 runs compared", ">seed<");
        var chosen = folder.resolve("chosen.html");
        assertThat(run("report", both.get(0), both.get(1), "--out", chosen.toString())).isZero();
        assertThat(chosen).content().contains("classification/fashion-mnist/");
    }

    @Test
    void wrongUsageIsOneLine() {
        assertThat(run("report", folder.toString(), "--out", "x.html")).isEqualTo(2);
        assertThat(run("report", folder.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "error: --out needs several runs; the report of a single run is written to"
                                + " its folder; see tornado-vim report --help\n"
                                + "error: %s is not a run folder: it has no config.yaml\n"
                                        .formatted(folder));
    }
}
