package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.imageio.ImageIO;

/** Pre-training, segmentation of scenes, a kill, resuming, evaluation: all in small. */
class SegmentationRunTest extends CommandTest {
    private static final int EPOCHS = 3;

    @TempDir private static Path folder;
    private static Path pretrained;

    @BeforeAll
    static void pretrain() throws IOException {
        Files.writeString(
                folder.resolve("tiny.yaml"),
                """
                threads: 2
                engine: cpu
                model: {dModel: 16, depth: 4, dState: 4, classToken: middle}
                run: {dir: '%s/runs'}
                log: {tensorboard: false}
                """
                        .formatted(folder));
        Files.writeString(
                folder.resolve("pre.yaml"),
                """
                _base_: [scenes-pretrain.yaml, tiny.yaml]
                data: {imageSize: 32}
                scenes: {training: 64, validation: 32}
                schedule: {epochs: 1, warmupEpochs: 0}
                train: {batchSize: 16}
                """
                        .replace("tiny.yaml", folder.resolve("tiny.yaml").toString()));
        Files.writeString(
                folder.resolve("dense.yaml"),
                """
                _base_: [scenes-segmentation.yaml, tiny.yaml]
                data: {imageSize: 64}
                scenes: {training: 12, validation: 5}
                segmentation:
                  {channels: 8, auxiliaryChannels: 8, resize: [64, 64], windowStep: 43}
                optim: {emaDecay: 0.5}
                schedule: {epochs: %d, warmupEpochs: 0}
                train: {batchSize: 4, microBatches: 2, evalBatchSize: 2, evalEvery: %d,
                  checkpointSteps: 1}
                """
                        .formatted(EPOCHS, EPOCHS)
                        .replace("tiny.yaml", folder.resolve("tiny.yaml").toString()));
        new SegmentationRunTest().succeed("train", folder.resolve("pre.yaml"));
        pretrained =
                last(folder.resolve("runs/classification/pre"))
                        .resolve("checkpoints/best.safetensors");
    }

    @Test
    void oneSeedGivesTheSameWeightsTwiceAndAfterAKill() throws Exception {
        var killed =
                trainTwiceAndWithAKill(
                        List.of("train", folder.resolve("dense.yaml"), "init='" + pretrained + "'"),
                        folder.resolve("runs/segmentation/dense"),
                        "mIoU");
        assertThat(folder.resolve("runs/segmentation/first/run.log"))
                .content()
                .contains("initial weights: " + pretrained)
                .contains("backbone.pos_embed: [1, 17, 16] to [1, 65, 16], resampled")
                .contains("not of the backbone, left out: norm_f.weight, head.weight, head.bias")
                .contains("best mIoU ");
        try (var file = SafetensorsFile.open(killed.resolve("checkpoints/last.safetensors"))) {
            assertThat(file.names())
                    .contains(
                            "backbone.layers.3.mixer.A_log",
                            "backbone.fpn1.0.weight",
                            "decode_head.psp_modules.0.1.bn.running_mean",
                            "auxiliary_head.convs.0.conv.weight",
                            "ema.decode_head.conv_seg.bias");
        }
        succeed("eval", killed);
        assertThat(killed.resolve("eval/samples/00.png")).exists();
        drawsOverImagesOfAnySize(killed.resolve("checkpoints/best.safetensors"));
        measuresAtOtherSizes(killed.resolve("checkpoints/best.safetensors"));
    }

    private void drawsOverImagesOfAnySize(Path weights) throws IOException {
        var image = folder.resolve("grey.png");
        ImageIO.write(
                new BufferedImage(90, 50, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
        var json = folder.resolve("out.json");
        var drawn = folder.resolve("drawn");
        int code =
                run(
                        "predict",
                        "--weights",
                        weights,
                        "--ema",
                        "--overlays",
                        drawn,
                        "--json",
                        json,
                        image,
                        folder.resolve("missing.png"));
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: " + folder.resolve("missing.png"));
        var picture = ImageIO.read(drawn.resolve("grey.png").toFile());
        assertThat(picture.getHeight()).isGreaterThan(50);
        var root = new ObjectMapper().readTree(Files.readString(json));
        var found = root.get("images").get(0);
        assertThat(found.get("height").intValue()).isEqualTo(50);
        long pixels = 0;
        for (var entry : found.get("classes")) {
            pixels += entry.get("pixels").longValue();
        }
        assertThat(pixels).isEqualTo(90 * 50);
        assertThat(root.get("images").get(1).get("error").textValue()).contains("missing.png");
    }

    private void measuresAtOtherSizes(Path weights) {
        err.getBuffer().setLength(0);
        for (var cut : List.of("segmentation.evaluation=whole", "segmentation.windowStep=32")) {
            out.getBuffer().setLength(0);
            succeed("eval", "--weights", weights, "segmentation.resize=[128,96]", cut);
            assertThat(out.toString()).contains("mIoU ", "5 images", "Ankle boot");
        }
        assertThat(run("eval", "--weights", weights, "model.rotary=true")).isEqualTo(2);
        assertThat(err.toString()).contains("override model.rotary=true: network and image size");
    }

    @Test
    void aDryRunSaysWhatATrainingTakes() {
        succeed("train", folder.resolve("dense.yaml"), "--dry-run");
        assertThat(out.toString())
                .contains("task: segmentation")
                .containsPattern("\nparameters +26 710\nstep +[0-9.]+ GFLOP for 4 images")
                .containsPattern("\ntime +.*3 epochs of 3 ");
    }

    /** A user's own images: of those that do not fit, one line says which and why. */
    @Test
    void masksThatDoNotFitAreNamed() throws IOException {
        var own = Files.createDirectories(folder.resolve("own"));
        Files.writeString(own.resolve("classes.txt"), "sky\nroad\n");
        for (var split : List.of("train", "val")) {
            Files.createDirectories(own.resolve(split + "/images"));
            Files.createDirectories(own.resolve(split + "/masks"));
            for (int i = 0; i < 4; i++) {
                picture(own.resolve(split + "/images/" + i + ".png"), 64, 0);
                picture(own.resolve(split + "/masks/" + i + ".png"), 64, i % 2);
            }
        }
        var mask = own.resolve("train/masks/2.png");
        picture(mask, 63, 0);
        assertThat(trainOn(own, "data.skipLimit=0")).isEqualTo(1);
        assertThat(err.toString())
                .contains(mask + ": 63 × 63 pixels, but its image ")
                .doesNotContain("Exception")
                .hasLineCount(1);
        picture(mask, 64, 2);
        err.getBuffer().setLength(0);
        assertThat(trainOn(own)).isEqualTo(1);
        assertThat(err.toString())
                .contains(mask + ": class 2 at row 0, column 0, expected ")
                .hasLineCount(1);
        picture(mask, 64, 255);
        err.getBuffer().setLength(0);
        assertThat(trainOn(own)).as(err.toString()).isZero();
        skipsWhatCannotBeRead(own);
    }

    /** By default; a damaged test image is left out of the figures and counted. */
    private void skipsWhatCannotBeRead(Path own) throws IOException {
        var damaged = own.resolve("val/images/1.png");
        Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 60));
        assertThat(trainOn(own)).as(err.toString()).isZero();
        var run = last(folder.resolve("own-runs/segmentation/dense"));
        assertThat(evaluations(run, "mIoU").getFirst().get("images").asInt()).isEqualTo(3);
        assertThat(run.resolve("run.log"))
                .content()
                .contains("skipped: " + damaged, "unreadable test samples")
                .contains("listed above: 1");
        out.getBuffer().setLength(0);
        succeed(
                "eval",
                "--weights",
                run.resolve("checkpoints/best.safetensors"),
                "data.dir='" + own + "'");
        assertThat(out.toString()).contains("3 images in ", ", 1 unreadable skipped\n");
        assertThat(trainOn(own, "data.skipLimit=0")).isEqualTo(1);
        assertThat(err.toString()).contains(damaged.toString()).hasLineCount(1);
    }

    private int trainOn(Path own, String... more) {
        List<Object> words =
                new ArrayList<>(
                        List.of(
                                "train",
                                folder.resolve("dense.yaml"),
                                "run.dir='" + folder.resolve("own-runs") + "'",
                                "data=mask_folder",
                                "data.imageSize=64",
                                "data.dir='" + own + "'",
                                "schedule.epochs=1"));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    private static void picture(Path file, int side, int value) throws IOException {
        var picture = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < side * side; i++) {
            picture.getRaster().setSample(i % side, i / side, 0, value);
        }
        ImageIO.write(picture, "png", file.toFile());
    }

    @Test
    void whatDoesNotFitIsOneLine() {
        var file = folder.resolve("dense.yaml");
        var elsewhere = "run.dir='" + folder.resolve("refused") + "'";
        assertThat(run("train", file, elsewhere, "data.name=fashion_mnist")).isNotZero();
        assertThat(err.toString())
                .startsWith(
                        "error: "
                                + file
                                + ": data.name=fashion_mnist has no classes of pixels, expected"
                                + " one of scenes, ade20k, mask_folder for task=segmentation")
                .hasLineCount(1);
    }

    @Test
    void aNetworkThatTheNeckDoesNotFitIsRefused() {
        var file = folder.resolve("dense.yaml");
        var elsewhere = "run.dir='" + folder.resolve("refused") + "'";
        assertThat(run("train", file, elsewhere, "model.patchSize=4", "model.stride=4"))
                .isNotZero();
        assertThat(err.toString())
                .isEqualTo(
                        "error: segmentation network: the backbone's stride must be 8 or 16, got"
                                + " 4\n");
    }
}
