package dev.tornadovim.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.GoldenWeights;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small Vim of 64 pixels and 10 classes, as PyTorch wrote it. */
class ClassificationPredictorTest {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path MINI = RESOURCES.resolve("golden/vim_mini_checkpoint.pth");
    private static final int SIZE = 64;
    private static final Engine ENGINE = new CpuEngine(2);

    @TempDir private Path folder;

    @AfterAll
    static void closeEngine() {
        ENGINE.close();
    }

    @Test
    void publicWeightsGiveTheGoldenLogits() {
        var trained = TrainedClassifier.open(ModelFile.of(MINI));
        Tensor images =
                Tensor.allocated("image", trained.network().imageShape(4), Storage.Kind.STATE);
        GoldenWeights.setImage(images);
        int length = images.size() / 4;
        List<float[]> each =
                List.of(0, 1, 2, 3).stream()
                        .map(
                                i ->
                                        Arrays.copyOfRange(
                                                images.toArray(), i * length, (i + 1) * length))
                        .toList();
        try (var predictor = new ClassificationPredictor(trained, ENGINE, 3);
                var golden =
                        SafetensorsFile.open(
                                RESOURCES.resolve("golden/vim_small_grads.safetensors"))) {
            float[] expected = golden.read("logits");
            List<float[]> logits = predictor.logits(each);
            for (int i = 0; i < 4; i++) {
                assertThat(logits.get(i))
                        .containsExactly(
                                Arrays.copyOfRange(expected, 10 * i, 10 * i + 10), within(1e-4f));
            }
        }
    }

    /** {@code inference/prepared.py} did the same with Pillow. */
    @Test
    void imagesArePreparedAsThePublicWeightsWant() {
        float[] mean = {0.485f, 0.456f, 0.406f};
        float[] std = {0.229f, 0.224f, 0.225f};
        Image expected = new ImageDecoder().decode(RESOURCES.resolve("inference/prepared.png"));
        try (var predictor = ClassificationPredictor.load(MINI, ENGINE)) {
            float[] prepared = predictor.prepare(ImageDecoder.convert(picture()));
            assertThat(prepared).hasSize(3 * SIZE * SIZE);
            for (int i = 0; i < prepared.length; i++) {
                int c = i / (SIZE * SIZE);
                int value = expected.at(c, i / SIZE % SIZE, i % SIZE);
                assertThat(prepared[i])
                        .as("value %d", i)
                        .isCloseTo((value / 255f - mean[c]) / std[c], within(1e-5f));
            }
        }
    }

    @Test
    void aPictureOfAnySizeIsClassified() {
        try (var predictor = ClassificationPredictor.load(MINI, ENGINE)) {
            Prediction prediction = predictor.classify(picture());
            List<Prediction.Guess> top = prediction.top(3);
            assertThat(top)
                    .hasSize(3)
                    .isSortedAccordingTo((a, b) -> Float.compare(b.logit(), a.logit()));
            assertThat(top.getFirst().name()).isEqualTo("class " + top.getFirst().index());
            assertThat(prediction.top(10).stream().mapToDouble(Prediction.Guess::probability).sum())
                    .isCloseTo(1, within(1e-6));
        }
        // the engine is the caller's, and goes on
        try (var again = ClassificationPredictor.load(MINI, ENGINE)) {
            assertThat(again.classNames()).isEmpty();
        }
    }

    @Test
    void aDescriptionInTheFileCountsMoreThanShapes() {
        var trained = TrainedClassifier.open(ModelFile.of(MINI));
        var metadata =
                new ClassificationMetadata(
                        trained.network().config(),
                        1,
                        trained.metadata().interpolation(),
                        new ImageStatistics(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)));
        Path file =
                copy(Map.of(ModelMetadata.KEY, metadata.json(), ModelMetadata.CLASSES, names()));
        var white = new Image(3, 100, 80, filled(3 * 100 * 80));
        try (var predictor = ClassificationPredictor.load(file, ENGINE)) {
            float[] twos = new float[3 * SIZE * SIZE];
            Arrays.fill(twos, 2);
            assertThat(predictor.prepare(white)).containsExactly(twos, within(1e-6f));
            var guess = predictor.classify(white).top(1).getFirst();
            assertThat(guess.name()).isEqualTo("" + (char) ('a' + guess.index()));
            assertThat(guess.toString()).matches("[a-j] \\d+\\.\\d %");
        }
        var larger = TrainedClassifier.open(ModelFile.of(file).withImageSize(96));
        assertThat(larger.metadata().preprocessing().height()).isEqualTo(96);
        assertThat(larger.network().config().imageWidth()).isEqualTo(96);
    }

    @Test
    void checkpointsThatOnlyHaveAConfigSayWhatToDo() {
        Path file = copy(Map.of(ModelMetadata.CONFIG, "task: classification\n"));
        assertThatThrownBy(() -> ClassificationPredictor.load(file, ENGINE))
                .isInstanceOf(WeightsException.class)
                .hasMessage(
                        file
                                + ": a checkpoint of version 0.1, which does not describe its"
                                + " model: write it anew with the command convert");
    }

    @Test
    void modelsForOtherTasksAreRefused() {
        assertThatThrownBy(() -> SegmentationPredictor.load(MINI, ENGINE))
                .isInstanceOf(WeightsException.class)
                .hasMessageEndingWith(
                        ": no checkpoint of segmentation: it does not describe its model");
        var trained = TrainedClassifier.open(ModelFile.of(MINI));
        Path file = copy(Map.of(ModelMetadata.KEY, trained.metadata().json()));
        assertThatThrownBy(() -> DetectionPredictor.load(file, ENGINE))
                .isInstanceOf(WeightsException.class)
                .hasMessageEndingWith(": a model for classification, expected one for detection");
    }

    @Test
    void logitsThatAreNotFiniteGiveNoGuess() {
        var prediction = new Prediction(new float[] {1, Float.NaN}, List.of());
        assertThat(prediction.isFinite()).isFalse();
        assertThatThrownBy(() -> prediction.top(1)).isInstanceOf(IllegalStateException.class);
    }

    private static String names() {
        return "a\nb\nc\nd\ne\nf\ng\nh\ni\nj";
    }

    private static byte[] filled(int length) {
        byte[] white = new byte[length];
        Arrays.fill(white, (byte) 255);
        return white;
    }

    /** The same weights as safetensors with other metadata. */
    private Path copy(Map<String, String> metadata) {
        Path file = folder.resolve("copy.safetensors");
        try (TensorSource source = ModelFile.of(MINI).open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String name : source.names()) {
                Tensor tensor = Tensor.allocated(name, source.shape(name), Storage.Kind.STATE);
                tensor.set(source.read(name));
                tensors.put(name, tensor);
            }
            SafetensorsWriter.write(file, metadata, tensors);
        }
        return file;
    }

    /** The image of {@code inference/prepared.py}. */
    private static BufferedImage picture() {
        var picture = new BufferedImage(90, 70, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 70; y++) {
            for (int x = 0; x < 90; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    rgb = rgb << 8 | (x * (c + 3) * 5 + y * y * (c + 1)) % 256;
                }
                picture.setRGB(x, y, rgb);
            }
        }
        return picture;
    }
}
