package dev.tornadovim.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every signal in the middle of an epoch of every task: a checkpoint of that step, a folder that says
 * how to resume, the exit code of the signal, and after resuming the weights of an undisturbed run.
 */
@Tag("slow")
class SignalTest {
    private static final Map<String, Integer> STOPS =
            Map.of("HUP", 129, "INT", 130, "TERM", 143, "USR1", 138);

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void aSignalSavesAndStops(SmallRun small) throws Exception {
        VimProcess.start(folder, small.command(folder)).succeed();
        var expected = SmallRun.lastCheckpoint(small.aside(folder, "undisturbed"));
        var report = new ArrayList<String>();
        for (var stop : STOPS.entrySet()) {
            var run = stop(small, stop.getKey(), stop.getValue());
            long step = SmallRun.progress(run).get("step").longValue();
            report.add("SIG%s at step %s".formatted(stop.getKey(), step));
            VimProcess.start(folder, List.of("train", "--resume", run)).succeed();
            assertThat(SmallRun.lastCheckpoint(run)).isEqualTo(expected);
            assertThat(run.resolve("STOPPED")).doesNotExist();
            assertThat(run.resolve("DONE")).exists();
            small.aside(folder, stop.getKey());
        }
        System.out.printf("%s: stopped and resumed by %s%n", small, report);
    }

    private Path stop(SmallRun small, String signal, int code) throws Exception {
        var command = small.command(folder, "run.onSigusr1=stop");
        try (var training = VimProcess.start(folder, command)) {
            training.await(() -> small.hasStepped(folder));
            training.send(signal);
            assertThat(training.join()).as(training.text()).isEqualTo(code);
            var run = small.run(folder);
            var progress = SmallRun.progress(run);
            assertThat(progress.get("batch").intValue()).as("in an epoch's middle").isPositive();
            var how =
                    "stopped by SIG%s after step %s; resume with: train --resume %s"
                            .formatted(signal, progress.get("step").longValue(), run);
            assertThat(run.resolve("STOPPED")).hasContent(how + "\n");
            assertThat(training.text()).contains(how).doesNotContain("error:", "Exception");
            assertThat(run.resolve("report.html")).content().contains("The run was stopped by SIG");
            assertThat(run.resolve("FAILED")).doesNotExist();
            return run;
        }
    }

    @ParameterizedTest
    @EnumSource
    void sigusr1SavesAndGoesOn(SmallRun small) throws Exception {
        try (var training = VimProcess.start(folder, small.command(folder))) {
            training.await(() -> small.hasStepped(folder));
            training.send("USR1");
            training.await(() -> SmallRun.progress(small.run(folder)) != null);
            var saved = SmallRun.progress(small.run(folder));
            training.succeed();
            assertThat(training.text()).contains("SIGUSR1: saving a checkpoint after this step");
            assertThat(small.run(folder).resolve("DONE")).exists();
            System.out.printf("%s: SIGUSR1 saved %s%n", small, saved);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEvaluationPrintsWhatItHas(SmallRun small) throws Exception {
        var weights = stop(small, "TERM", 143).resolve("checkpoints/last.safetensors");
        int images = 400;
        var words = new ArrayList<Object>(List.of("eval", "--weights", weights));
        words.add("train.evalBatchSize=1");
        words.add(
                small == SmallRun.CLASSIFICATION
                        ? "data.testLimit=" + images
                        : "scenes.validation=" + images);
        try (var evaluation = VimProcess.start(folder, words)) {
            evaluation.await(() -> evaluation.text().contains("engine: "));
            evaluation.send("INT");
            assertThat(evaluation.join()).as(evaluation.text()).isEqualTo(130);
            assertThat(evaluation.text())
                    .containsPattern("(top-1|mIoU|box AP) .*%.*, [0-9]+ images in ")
                    .doesNotContain(", %d images in".formatted(images))
                    .contains(
                            "stopped by SIGINT: the figures cover only the images evaluated so"
                                    + " far");
        }
    }

    /** A step of many seconds: the second signal does not wait for its end. */
    @Test
    void aSecondSignalEndsAtOnceWithoutHarm() throws Exception {
        var small = SmallRun.CLASSIFICATION;
        var command =
                small.command(
                        folder,
                        "model.depth=24",
                        "model.dModel=192",
                        "train.batchSize=512",
                        "train.microBatches=16",
                        "train.checkpointSteps=1");
        try (var training = VimProcess.start(folder, command)) {
            training.await(() -> small.run(folder) != null && hasProgress(small));
            var run = small.run(folder);
            var saved = SmallRun.lastCheckpoint(run);
            training.send("TERM");
            training.await(() -> training.text().contains("SIGTERM: stopping after this step"));
            Thread.sleep(1_500);
            assertThat(training.isAlive()).as("the step is shorter than was thought").isTrue();
            training.send("TERM");
            assertThat(training.join()).isEqualTo(143);
            assertThat(run.resolve("STOPPED")).doesNotExist();
            assertThat(SmallRun.lastCheckpoint(run)).isEqualTo(saved);
        }
    }

    private boolean hasProgress(SmallRun small) throws IOException {
        return SmallRun.progress(small.run(folder)) != null;
    }
}
