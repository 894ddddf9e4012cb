package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The ImageNet recipe on ImageNet's own files in small, from training to the exported weights. */
class ImageNetRunTest extends CommandTest {
    private static final int CLASSES = 10;
    private static final int EPOCHS = 12;

    @TempDir private static Path folder;

    @BeforeAll
    static void writeData() throws IOException {
        ImageNetFiles.write(folder, CLASSES, 6, 2);
        Files.writeString(
                folder.resolve("small.yaml"),
                """
                _base_:
                  - _base_/default.yaml
                  - _base_/model/vim_tiny.yaml
                  - _base_/data/imagenet.yaml
                  - _base_/recipe/imagenet.yaml
                threads: 2
                engine: cpu
                model: {patchSize: 8, stride: 8, dModel: 32, depth: 2, dropPathRate: 0.1}
                data: {dir: '%1$s', imageSize: 32}
                optim: {learningRate: 1e-3, emaDecay: 0.9}
                schedule: {epochs: %2$d, warmupEpochs: 1}
                train: {batchSize: 16, microBatches: 2, evalEvery: %2$d, checkpointSteps: 1}
                run: {dir: '%1$s/runs'}
                """
                        .formatted(folder, EPOCHS));
    }

    /** The one run folder of a config. */
    private static Path runFolder(String config) throws IOException {
        try (var runs = Files.list(folder.resolve("runs/classification/" + config))) {
            return runs.toList().getFirst();
        }
    }

    @Test
    void trainsIsKilledGoesOnAndExports() throws IOException, InterruptedException {
        Files.copy(folder.resolve("small.yaml"), folder.resolve("whole.yaml"));
        Files.writeString(folder.resolve("whole.yaml"), "name: small\n", StandardOpenOption.APPEND);
        succeed("train", folder.resolve("whole.yaml"));
        var whole = runFolder("small");
        var expected = Files.readAllBytes(whole.resolve("checkpoints/last.safetensors"));
        assertThat(whole.resolve("DONE")).exists();
        assertThat(whole.resolve("run.log"))
                .content()
                .contains("n00001000_5.JPEG: unreadable JPEG")
                .contains("ImageNet train: unreadable images that were skipped, listed above: 1");

        Files.move(whole, folder.resolve("whole"));
        var killed = killAfterAFewSteps();
        assertThat(killed.resolve("DONE")).doesNotExist();
        succeed("train", "--resume", killed);
        assertThat(Files.readAllBytes(killed.resolve("checkpoints/last.safetensors")))
                .as("bytes of the checkpoint after a kill and of that without")
                .isEqualTo(expected);

        exportsAndIsUsed(killed.resolve("checkpoints/last.safetensors"));
        succeed("eval", killed);
    }

    /** Starts the training in another process and kills it, as kill -9 does, within the run. */
    private static Path killAfterAFewSteps() throws IOException, InterruptedException {
        var process =
                start(folder.resolve("killed.log"), List.of("train", folder.resolve("small.yaml")));
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (step() < 4) {
                assertThat(process.isAlive() && System.nanoTime() < end)
                        .as(Files.readString(folder.resolve("killed.log")))
                        .isTrue();
                Thread.sleep(5);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return runFolder("small");
    }

    /** Steps that the last checkpoint of the other process has. */
    private static long step() throws IOException {
        var runs = folder.resolve("runs/classification/small");
        if (!Files.isDirectory(runs)) {
            return 0;
        }
        try (var all = Files.list(runs)) {
            var progress = all.map(run -> run.resolve("checkpoints/last.json")).toList();
            return progress.isEmpty() || !Files.exists(progress.getFirst())
                    ? 0
                    : new ObjectMapper()
                            .readTree(Files.readString(progress.getFirst()))
                            .get("step")
                            .longValue();
        }
    }

    private void exportsAndIsUsed(Path checkpoint) throws IOException {
        var exported = folder.resolve("exported.safetensors");
        succeed("convert", "--ema", checkpoint, exported);
        try (var source = SafetensorsFile.open(checkpoint);
                var average = SafetensorsFile.open(exported)) {
            assertThat(average.names()).contains("layers.1.mixer.A_b_log").doesNotContain("ema.");
            assertThat(average.read("head.weight"))
                    .isEqualTo(source.read("ema.head.weight"))
                    .isNotEqualTo(source.read("head.weight"));
        }

        out.getBuffer().setLength(0);
        succeed("eval", "--weights", exported);
        assertThat(out.toString()).contains("top-1 ", ", 20 images in ", " images/s");
        var ofExport = out.toString().replaceFirst(".*: top", "top").replaceFirst(" in .*", "");
        out.getBuffer().setLength(0);
        succeed("eval", "--weights", checkpoint, "--ema", "threads=1");
        assertThat(out.toString()).contains(ofExport.strip());

        var image = folder.resolve("image.jpg");
        Files.write(image, ImageNetFiles.jpeg(0.3f, new Random(1)));
        out.getBuffer().setLength(0);
        succeed("predict", "--weights", exported, "--top", "3", image);
        assertThat(out.toString().lines().skip(1))
                .hasSize(3)
                .allMatch(line -> line.matches(" +\\d+\\.\\d\\d % +\\d  n0000100\\d"));
        fineTunes(exported);
    }

    /**
     * Other classes and overlapping patches, as the official fine-tuning. Hues are easily told apart,
     * but only if the numbers of the validation's ground truth are mapped right: they run backwards.
     */
    private void fineTunes(Path weights) throws IOException {
        var few = Files.createDirectories(folder.resolve("few"));
        ImageNetFiles.write(few, 3, 12, 2);
        succeed(
                "train",
                folder.resolve("small.yaml"),
                "name=tuned",
                "init='" + weights + "'",
                "data.dir='" + few + "'",
                "load.positions=official",
                "model.stride=4",
                "optim={learningRate: 3e-3, baseBatch: 0, emaDecay: 0.0}",
                "augment={randAugment: null, erasing: 0.0, mixup: 0.0, cutmix: 0.0, repeats: 1}",
                "schedule.epochs=20",
                "train.evalEvery=20");
        assertThat(runFolder("tuned").resolve("run.log"))
                .content()
                .contains(
                        "pos_embed: [1, 17, 32] to [1, 50, 32], resampled bicubically, OFFICIAL",
                        "head.weight: [10, 32] to [3, 32], newly initialized",
                        "best test accuracy 100.00 %");
    }
}
