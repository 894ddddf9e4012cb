package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.data.coco.CocoAnnotation;
import dev.tornadovim.data.coco.CocoAnnotations;
import dev.tornadovim.data.coco.CocoCategory;
import dev.tornadovim.data.coco.CocoImage;
import dev.tornadovim.data.coco.CocoWriter;
import dev.tornadovim.data.coco.Mask;
import dev.tornadovim.data.coco.PolygonMask;
import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

/** Detection in scenes, a kill, resuming, evaluation, COCO files with faults: all in small. */
class DetectionRunTest extends CommandTest {
    @TempDir private static Path folder;

    @BeforeAll
    static void configs() throws IOException {
        Files.writeString(
                folder.resolve("boxes.yaml"),
                """
                _base_: scenes-detection-small.yaml
                threads: 2
                engine: cpu
                model: {dModel: 16, depth: 2, dState: 4}
                data: {imageSize: 64}
                scenes: {training: 8, validation: 3}
                detection:
                  channels: 8
                  anchorSizes: [12, 20, 32]
                  anchorSamples: 16
                  proposals: [20, 10]
                  samples: 8
                  boxChannels: 8
                  boxHidden: 16
                  maskChannels: 8
                  score: 0.001
                schedule: {epochs: 2, warmupEpochs: 0}
                train: {batchSize: 4, microBatches: 2, evalBatchSize: 2, evalEvery: 2,
                  checkpointSteps: 1}
                optim: {emaDecay: 0.5}
                run: {dir: '%s/runs'}
                log: {tensorboard: false}
                """
                        .formatted(folder));
    }

    private static Path runs(String name) {
        return folder.resolve("runs/detection/" + name);
    }

    @BeforeEach
    void clear() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    @Test
    void oneSeedGivesTheSameWeightsTwiceAndAfterAKill() throws Exception {
        var killed =
                trainTwiceAndWithAKill(
                        List.of("train", folder.resolve("boxes.yaml")), runs("boxes"), "box_AP");
        try (var file = SafetensorsFile.open(killed.resolve("checkpoints/last.safetensors"))) {
            assertThat(file.names())
                    .contains(
                            "backbone.layers.1.mixer.A_log",
                            "backbone.simfp_2.0.weight",
                            "proposal_generator.rpn_head.conv.weight",
                            "roi_heads.box_head.2.conv1.norm.weight",
                            "roi_heads.box_predictor.0.bbox_pred.bias",
                            "ema.roi_heads.mask_head.predictor.weight");
        }

        succeed("eval", killed);
        for (String name : List.of("ema", "model")) {
            requireResults(killed.resolve("eval/results-" + name + ".bbox.json"), "bbox");
            requireResults(killed.resolve("eval/results-" + name + ".segm.json"), "segmentation");
        }
        var best = killed.resolve("checkpoints/best.safetensors");
        out.getBuffer().setLength(0);
        succeed("eval", "--weights", best, "--ema");
        assertThat(out.toString()).contains("box AP ", "3 images", "IoU=0.50:0.95");
        predict(best);
    }

    /** Only of boxes or only of masks: pycocotools takes the areas of masks from boxes beside them. */
    private static void requireResults(Path file, String place) throws IOException {
        var results = new ObjectMapper().readTree(file.toFile());
        assertThat(results).isNotEmpty();
        for (var result : results) {
            assertThat(result.propertyStream().map(Map.Entry::getKey))
                    .containsExactly("image_id", "category_id", place, "score");
        }
    }

    /** At the size of the training and at twice that. */
    private void predict(Path weights) throws IOException {
        var scene = folder.resolve("data/scenes-64-8-3-seed-0/images/validation/scene_000000.png");
        for (String size : List.of("64", "128")) {
            var json = folder.resolve("objects-" + size + ".json");
            succeed(
                    "predict",
                    "--weights",
                    weights,
                    "--image-size",
                    size,
                    "--overlays",
                    folder.resolve("overlays"),
                    "--json",
                    json,
                    scene);
            var found = new ObjectMapper().readTree(json.toFile()).get("images").get(0);
            assertThat(found.get("image").asText()).isEqualTo(scene.toString());
            assertThat(found.get("objects").isArray()).isTrue();
            found.get("objects").forEach(DetectionRunTest::checkObject);
            long unsure =
                    found.get("objects")
                            .valueStream()
                            .filter(object -> object.get("score").asDouble() < 0.5)
                            .count();
            assertThat(unsure).isPositive();
            assertThat(out.toString()).contains("  " + unsure + " more below 50 %, in JSON only");
        }
        var picture = ImageIO.read(folder.resolve("overlays/scene_000000.png").toFile());
        assertThat(picture.getHeight()).isEqualTo(384);
    }

    private static void checkObject(JsonNode object) {
        assertThat(object.get("mask").get("size").get(0).asInt()).isEqualTo(64);
        assertThat(object.get("box").get(2).asDouble()).isBetween(0.0, 64.0);
        assertThat(object.get("score").asDouble()).isBetween(0.0, 1.0);
    }

    private int trainOnCoco(Path data, String... more) {
        List<Object> words =
                new ArrayList<>(
                        List.of(
                                "train",
                                folder.resolve("boxes.yaml"),
                                "name=coco",
                                "data.name=coco",
                                "data.dir=" + data,
                                "train.batchSize=1",
                                "train.microBatches=1"));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    @Test
    void imagesWithoutObjectsFlatBoxesAndCrowdsAreNoTrouble() throws IOException {
        assertThat(trainOnCoco(coco("plain", 64))).as(err.toString()).isZero();
        assertThat(evaluations(last(runs("coco")), "box_AP")).hasSize(2);
    }

    @Test
    void aMissingImageEndsTheRunWithOneLine() throws IOException {
        var data = coco("missing", 64);
        Files.delete(data.resolve("train2017/1.png"));
        assertThat(trainOnCoco(data)).isNotZero();
        assertThat(err.toString()).startsWith("error: ").contains("1.png").hasLineCount(1);
    }

    @Test
    void anImageOfAnotherSizeThanListedEndsTheRunWithOneLine() throws IOException {
        assertThat(trainOnCoco(coco("size", 48))).isNotZero();
        assertThat(err.toString())
                .startsWith("error: ")
                .contains("48 × 48 pixels, but its annotations say 64 × 64")
                .hasLineCount(1);
    }

    /**
     * A folder in COCO's layout: one image with an object, a crowd, a flat box and an object with an
     * empty mask; one without any.
     *
     * @param size of the images in pixels; the annotations say 64
     */
    private static Path coco(String name, int size) throws IOException {
        var data = folder.resolve(name);
        for (String split : List.of("train2017", "val2017")) {
            var images = Files.createDirectories(data.resolve(split));
            for (int i = 1; i <= 2; i++) {
                var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
                image.setRGB(20, 20, 0xff8000);
                ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
            }
            Files.createDirectories(data.resolve("annotations"));
            CocoWriter.write(
                    data.resolve("annotations/instances_" + split + ".json"), annotations());
        }
        return data;
    }

    @Test
    void aFileOfBoxesHasNoMaskPrecision() throws IOException {
        var data = coco("boxes-only", 64);
        for (String split : List.of("train2017", "val2017")) {
            var object =
                    new CocoAnnotation(
                            1, 1, 5, new double[] {10, 10, 30, 30}, 900, false, Mask.none(64, 64));
            write(data, split, List.of(object));
        }
        assertThat(trainOnCoco(data)).as(err.toString()).isZero();
        var run = last(runs("coco"));
        for (var row : evaluations(run, "box_AP")) {
            assertThat(row.has("mask_AP")).isFalse();
        }
        succeed("eval", run);
        succeed("eval", "--weights", run.resolve("checkpoints/best.safetensors"));
        assertThat(out.toString()).contains("box AP ", "boxes\n").doesNotContain("mask");
        assertThat(run.resolve("run.log")).content().doesNotContain("mask AP ");
    }

    @Test
    void withoutAnnotationsThereIsNoPrecision() throws IOException {
        var data = coco("unannotated", 64);
        write(data, "val2017", List.of());
        assertThat(trainOnCoco(data)).as(err.toString()).isZero();
        var run = last(runs("coco"));
        assertThat(evaluations(run, "images")).isNotEmpty();
        assertThat(evaluations(run, "box_AP")).isEmpty();
        assertThat(run.resolve("run.log"))
                .content()
                .contains("no annotations: average precision is undefined")
                .contains("no evaluation had a defined box AP")
                .doesNotContain("AP 0.00");
        assertThat(run.resolve("report.html")).exists();
    }

    private static void write(Path data, String split, List<CocoAnnotation> objects) {
        CocoWriter.write(
                data.resolve("annotations/instances_" + split + ".json"),
                new CocoAnnotations(
                        "memory", annotations().images(), annotations().categories(), objects));
    }

    /** An unreadable test image is left out, and its objects do not count as missed. */
    @Test
    void anUnreadableTestImageIsSkippedAndCounted() throws IOException {
        var data = coco("skipped", 64);
        Files.write(data.resolve("val2017/1.png"), new byte[] {1, 2, 3});
        assertThat(trainOnCoco(data, "data.skipLimit=1")).as(err.toString()).isZero();
        var run = last(runs("coco"));
        assertThat(evaluations(run, "images").getFirst().get("images").asInt()).isEqualTo(1);
        assertThat(evaluations(run, "box_AP")).as("the other has no objects").isEmpty();
        assertThat(run.resolve("run.log")).content().contains("unreadable test images that were");
    }

    private static CocoAnnotations annotations() {
        var square =
                new PolygonMask(64, 64, List.of(new double[] {10, 10, 40, 10, 40, 40, 10, 40}));
        double[] box = {10, 10, 30, 30};
        return new CocoAnnotations(
                "memory",
                List.of(new CocoImage(1, "1.png", 64, 64), new CocoImage(2, "2.png", 64, 64)),
                List.of(new CocoCategory(5, "cup")),
                List.of(
                        new CocoAnnotation(1, 1, 5, box, 900, false, square),
                        new CocoAnnotation(2, 1, 5, box, 900, true, square),
                        new CocoAnnotation(3, 1, 5, new double[] {50, 50, 0, 9}, 0, false, square),
                        new CocoAnnotation(4, 1, 5, box, 900, false, Mask.none(64, 64))));
    }

    @Test
    void aDryRunTellsWhatATrainingTakes() {
        succeed("train", folder.resolve("boxes.yaml"), "--dry-run");
        assertThat(out.toString()).contains("parameters  34 ", "GFLOP for 4 images");
    }

    @Test
    void whatDoesNotFitIsOneLine() {
        var file = folder.resolve("boxes.yaml");
        assertThat(run("train", file, "name=other", "data.name=ade20k")).isNotZero();
        assertThat(err.toString())
                .isEqualTo(
                        "error: "
                                + file
                                + ": data.name=ade20k has no boxes, expected one of scenes, coco"
                                + " for task=detection\n");
    }

    @Test
    void aBackboneThatThePyramidDoesNotFitIsOneLine() {
        var file = folder.resolve("boxes.yaml");
        int code =
                run(
                        "train",
                        file,
                        "name=other",
                        "data.imageSize=60",
                        "model.patchSize=6",
                        "model.stride=6");
        assertThat(code).isNotZero();
        assertThat(err.toString())
                .startsWith(
                        "error: detection network: a pyramid of scales [2.0, 1.0] needs a patch")
                .hasLineCount(1);
    }

    @Test
    void anchorsThatDoNotFitThePyramidAreOneLine() {
        assertThat(
                        run(
                                "train",
                                folder.resolve("boxes.yaml"),
                                "name=other",
                                "detection.anchorSizes=[8,16]"))
                .isNotZero();
        assertThat(err.toString())
                .contains("detection.anchorSizes is [8.0, 16.0], expected 3 sizes in pixels")
                .hasLineCount(1);
    }
}
