package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.data.augment.Resampler.Interpolation;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.pipeline.detection.Detection;
import dev.tornadovim.pipeline.inference.ClassShare;
import dev.tornadovim.pipeline.inference.ClassificationMetadata;
import dev.tornadovim.pipeline.inference.ClassificationPredictor;
import dev.tornadovim.pipeline.inference.DetectionPredictor;
import dev.tornadovim.pipeline.inference.FeatureExtractor;
import dev.tornadovim.pipeline.inference.ImageStatistics;
import dev.tornadovim.pipeline.inference.ModelFile;
import dev.tornadovim.pipeline.inference.ModelMetadata;
import dev.tornadovim.pipeline.inference.SegmentationPredictor;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The library predicts what the command does, without a config: the checkpoints say all of it. */
class LibraryTest extends CommandTest {
    private static final Path FILES = Path.of("src/test/resources/checkpoints-0.1");
    private static final Path SCENE = FILES.resolve("scene.png");
    private static final Engine ENGINE = new CpuEngine(2);

    @TempDir private Path folder;

    @AfterAll
    static void closeEngine() {
        ENGINE.close();
    }

    @Test
    void whatTrainingWroteIsClassified() throws IOException {
        succeed(
                "train",
                "fashion-mnist",
                "model.dModel=16",
                "model.depth=1",
                "data.trainLimit=8",
                "data.testLimit=8",
                "train.batchSize=8",
                "schedule.epochs=1",
                "schedule.warmupEpochs=0",
                "engine=cpu",
                "run.dir='" + folder + "'");
        var best =
                last(folder.resolve("classification/fashion-mnist"))
                        .resolve("checkpoints/best.safetensors");
        assertSameLogits(best, predict(best));
    }

    @Test
    void aConvertedClassifierPredictsTheSame() throws IOException {
        var old = FILES.resolve("interrupted/checkpoints/best.safetensors");
        assertSameLogits(convert(old, "--ema"), predict(old, "--ema"));
    }

    private static void assertSameLogits(Path weights, JsonNode expected) {
        try (var classifier = ClassificationPredictor.load(weights, ENGINE)) {
            var prediction = classifier.classify(SCENE);
            assertThat(prediction.logits()).isEqualTo(floats(expected.get("logits")));
            assertThat(prediction.top(1).getFirst().name())
                    .isEqualTo(expected.get("top").get(0).get("name").textValue());
        }
    }

    @Test
    void aConvertedSegmentationNetworkPredictsTheSame() throws IOException {
        var old = FILES.resolve("segmentation.safetensors");
        var expected = predict(old).get("classes");
        try (var segmentation = SegmentationPredictor.load(convert(old), ENGINE)) {
            var found = segmentation.segment(SCENE);
            assertThat(found.isComplete()).isTrue();
            assertThat(found.shares().stream().map(ClassShare::name))
                    .isEqualTo(expected.findValuesAsText("name"));
            assertThat(found.shares().stream().map(share -> "" + share.pixels()))
                    .isEqualTo(expected.findValuesAsText("pixels"));
        }
    }

    @Test
    void aConvertedDetectorPredictsTheSame() throws IOException {
        var old = FILES.resolve("detection.safetensors");
        var expected = predict(old).get("objects");
        try (var detector = DetectionPredictor.load(convert(old), ENGINE)) {
            List<Detection> found = detector.detect(SCENE).orElseThrow();
            assertThat(found).hasSameSizeAs(expected).isNotEmpty();
            for (int i = 0; i < found.size(); i++) {
                var object = expected.get(i);
                assertThat(found.get(i).score()).isEqualTo(object.get("score").asDouble());
                assertThat(found.get(i).mask().compressed())
                        .isEqualTo(object.get("mask").get("counts").textValue());
                assertThat(detector.classNames().get(found.get(i).label()))
                        .isEqualTo(object.get("name").textValue());
            }
        }
    }

    @Test
    void everyModelHasFeatures() {
        for (var name : List.of("segmentation", "detection")) {
            var converted = convert(FILES.resolve(name + ".safetensors"));
            try (var extractor = FeatureExtractor.load(ModelFile.of(converted), ENGINE, 0, 1)) {
                var features = extractor.features(SCENE);
                assertThat(features).hasSize(2);
                assertThat(features.getLast().mean()).hasSize(8);
            }
        }
    }

    /** Neither the heads nor the statistics follow from shapes. */
    @Test
    void theCommandReadsDescriptionsWithoutAConfig() throws IOException {
        var config =
                DeitConfig.builder()
                        .image(32, 32)
                        .patchSize(8)
                        .dModel(24)
                        .depth(1)
                        .heads(3)
                        .classes(4)
                        .build();
        var network = config.allocate();
        network.initialise(5);
        var metadata =
                new ClassificationMetadata(
                        config,
                        0.5,
                        Interpolation.BICUBIC,
                        new ImageStatistics(List.of(0.5, 0.4, 0.3), List.of(0.2, 0.3, 0.4)));
        var file = folder.resolve("described.safetensors");
        SafetensorsWriter.write(
                file,
                Map.of(ModelMetadata.KEY, metadata.json(), ModelMetadata.CLASSES, "a\nb\nc\nd"),
                network.parameters());
        assertSameLogits(file, predict(file));
    }

    private Path convert(Path weights, String... options) {
        var converted = folder.resolve(weights.getFileName());
        List<Object> words = new ArrayList<>(List.of("convert", weights, converted));
        words.addAll(List.of(options));
        succeed(words.toArray());
        return converted;
    }

    /** What the command finds in the scene. */
    private JsonNode predict(Path weights, String... options) throws IOException {
        var json = folder.resolve("out.json");
        List<Object> words = new ArrayList<>(List.of("predict", "--weights", weights));
        words.addAll(List.of("--json", json, "--overlays", folder.resolve("overlays"), SCENE));
        words.addAll(List.of("--set", "engine=cpu"));
        words.addAll(List.of(options));
        succeed(words.toArray());
        return new ObjectMapper().readTree(json.toFile()).get("images").get(0);
    }

    private static float[] floats(JsonNode numbers) {
        var values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        return values;
    }
}
