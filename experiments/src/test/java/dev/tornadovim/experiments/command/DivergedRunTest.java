package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs that leave the finite numbers: they fail in one line, and what was good stays. */
class DivergedRunTest extends CommandTest {

    /** A network with a finite loss whose gradient is NaN on every batch. */
    private static final Path NAN_GRADIENT =
            Path.of("src/test/resources/faults/finite-loss-nan-gradient.safetensors")
                    .toAbsolutePath();

    @TempDir private Path folder;

    private int train(String... more) {
        var words = new ArrayList<Object>(List.of("train", "fashion-mnist"));
        words.addAll(
                List.of(
                        "model.dModel=16",
                        "model.depth=1",
                        "data.trainLimit=64",
                        "data.testLimit=16",
                        "engine=cpu",
                        "run.dir='" + folder + "'"));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    private Path runFolder() throws IOException {
        return last(folder.resolve("classification/fashion-mnist"));
    }

    @Test
    void aGradientThatIsNotFiniteIsNeverAppliedAndEndsTheRun() throws IOException {
        int code =
                train(
                        "init='" + NAN_GRADIENT + "'",
                        "train.batchSize=8",
                        "train.checkpointSteps=1",
                        "schedule.epochs=2",
                        "schedule.warmupEpochs=0");
        assertThat(code).isEqualTo(1);
        var weights = runFolder().resolve("checkpoints/last.safetensors");
        var line =
                "the gradient norm was not finite in 10 steps in a row, the last one NaN (step 10,"
                        + " epoch 2); %s holds the weights of step 9; try a lower learning rate or"
                        + " clipping of the gradient norm\n";
        assertThat(err.toString()).isEqualTo("error: " + line.formatted(weights));
        assertThat(runFolder().resolve("FAILED")).hasContent(line.formatted(weights));
        assertThat(runFolder().resolve("DONE")).doesNotExist();
        assertThat(runFolder().resolve("run.log"))
                .content()
                .contains("step 1 (epoch 1) is skipped: its gradient norm is NaN")
                .contains("skipped steps: 10");
        try (var before = SafetensorsFile.open(NAN_GRADIENT);
                var after = SafetensorsFile.open(weights)) {
            for (String name : after.names()) {
                if (name.startsWith("optimizer.")) {
                    assertThat(after.read(name)).as(name).containsOnly(0);
                } else {
                    assertThat(after.read(name))
                            .as(name)
                            .isEqualTo(before.read(name.replace("ema.", "")));
                }
            }
        }
        assertThat(evaluations(runFolder(), "gradientNorm"))
                .extracting(row -> row.get("gradientNorm").asText())
                .hasSize(10)
                .containsOnly("NaN");
    }

    /** Rates of a sweep that are far too high: 100 % accuracy was what such a run ended with. */
    @Test
    void aRunWhoseWeightsExplodeFailsAndNothingOfItIsBest() throws IOException {
        int code =
                train(
                        "train.batchSize=64",
                        "schedule.epochs=12",
                        "schedule.warmupEpochs=0",
                        "optim.learningRate=1e6");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: ").contains("step ").hasLineCount(1);
        assertThat(runFolder().resolve("FAILED")).exists();
        for (JsonNode row : evaluations(runFolder(), "top1")) {
            assertThat(row.get("top1").asDouble(0) > 0.9).as(row.toString()).isFalse();
        }
        for (String name : List.of("best", "last")) {
            var file = runFolder().resolve("checkpoints/" + name + ".safetensors");
            if (Files.exists(file)) {
                try (var weights = SafetensorsFile.open(file)) {
                    for (String tensor : weights.names()) {
                        for (float value : weights.read(tensor)) {
                            assertThat(value).as(name + " " + tensor).isFinite();
                        }
                    }
                }
            }
        }
    }
}
