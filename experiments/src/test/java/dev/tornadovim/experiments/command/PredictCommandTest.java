package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.pipeline.weights.SafetensorsFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

class PredictCommandTest extends CommandTest {
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    @TempDir private Path folder;

    private JsonNode predict(Path weights, Object... more) throws IOException {
        var json = folder.resolve("out.json");
        var args =
                Stream.concat(
                        Stream.of("predict", "--weights", weights, "--json", json),
                        Arrays.stream(more));
        assertThat(run(args.toArray())).as(err.toString()).isZero();
        return new ObjectMapper().readTree(Files.readString(json));
    }

    private static float[] logits(JsonNode json, int image) {
        var node = json.get("images").get(image).get("logits");
        var logits = new float[node.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) node.get(i).doubleValue();
        }
        return logits;
    }

    private static void assertGolden(JsonNode json) {
        try (var golden = SafetensorsFile.open(Golden.LOGITS)) {
            float[] expected = golden.read("logits");
            for (int image = 0; image < Golden.IMAGES; image++) {
                int from = image * Golden.CLASSES;
                assertThat(logits(json, image))
                        .containsExactly(
                                Arrays.copyOfRange(expected, from, from + Golden.CLASSES),
                                within(1e-4f));
            }
        }
    }

    @Test
    void aCheckpointOfPytorchGivesTheGoldenLogits() throws IOException {
        var images = Golden.writeImages(folder);
        var json = predict(Golden.CHECKPOINT, images);
        assertGolden(json);
        assertThat(json.get("imageSize").intValue()).isEqualTo(Golden.SIZE);
        assertThat(json.get("images").get(3).get("image").textValue()).isEqualTo(images + "[3]");
    }

    @Test
    void soDoesWhatConvertMakesOfIt() throws IOException {
        var converted = folder.resolve("mini.safetensors");
        assertThat(run("convert", Golden.CHECKPOINT, converted)).isZero();
        assertThat(out.toString())
                .startsWith(converted + ": 58 tensors, ")
                .endsWith("vim_mini_checkpoint.pth (model)\n");
        assertGolden(predict(converted, Golden.writeImages(folder)));
    }

    /** An image of the network's size is only normalised when the whole of it is kept. */
    @Test
    void imagesAreNormalisedAsThoseOfImageNet() throws IOException {
        var image = new BufferedImage(Golden.SIZE, Golden.SIZE, BufferedImage.TYPE_INT_RGB);
        var pixels = new float[3 * Golden.SIZE * Golden.SIZE];
        for (int i = 0; i < Golden.SIZE * Golden.SIZE; i++) {
            int[] rgb = {i * 7 % 256, i / 16 % 256, 255 - i % 256};
            image.setRGB(i % Golden.SIZE, i / Golden.SIZE, rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
            for (int c = 0; c < 3; c++) {
                pixels[c * Golden.SIZE * Golden.SIZE + i] =
                        (rgb[c] / 255f - MEAN[c]) / DEVIATION[c];
            }
        }
        var png = folder.resolve("image.png");
        ImageIO.write(image, "png", png.toFile());
        var tensor = Golden.write(folder.resolve("one.safetensors"), 1, pixels);

        var json = predict(Golden.CHECKPOINT, png, tensor, "--set", "data.cropShare=1");
        assertThat(logits(json, 0)).containsExactly(logits(json, 1), within(1e-5f));
    }

    @Test
    void theBestGuessesAreShownByName() throws IOException {
        var labels = folder.resolve("labels.txt");
        Files.write(labels, List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
        var image = Golden.writeImages(folder);
        var json = predict(Golden.CHECKPOINT, image, "--top", 2, "--labels", labels);

        float[] logits = logits(json, 0);
        int best = 0;
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
            sum += Math.exp(logits[i]);
        }
        var top = json.get("images").get(0).get("top");
        assertThat(top).hasSize(2);
        assertThat(top.get(0).get("class").intValue()).isEqualTo(best);
        assertThat(top.get(0).get("name").textValue()).isEqualTo("" + (char) ('a' + best));
        assertThat(top.get(0).get("probability").doubleValue())
                .isCloseTo(Math.exp(logits[best]) / sum, within(1e-6));
        assertThat(out.toString().lines().toList())
                .hasSize(Golden.IMAGES * 3)
                .element(1)
                .asString()
                .matches(" +\\d+\\.\\d\\d % +" + best + "  " + (char) ('a' + best));
    }

    @Test
    void otherResolutionsResampleThePositionEmbedding() throws IOException {
        var png = folder.resolve("grey.png");
        ImageIO.write(new BufferedImage(50, 80, BufferedImage.TYPE_BYTE_GRAY), "png", png.toFile());
        var json = predict(Golden.CHECKPOINT, png, "--image-size", 96);
        assertThat(json.get("imageSize").intValue()).isEqualTo(96);
        assertThat(logits(json, 0)).hasSize(Golden.CLASSES);
    }

    @Test
    void weightsOfAnotherPresetNameEveryTensor() {
        assertThat(run("predict", "--weights", Golden.CHECKPOINT, "--model", "vim_tiny", "x.png"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith(
                        "error: %s (model): made for another model: cls_token is [1, 1, 64] in the file, [1, 1, 192] in the model; other shapes in "
                                .formatted(Golden.CHECKPOINT))
                .contains("layers.0-2.mixer.A_log", "lacks layers.3-23.mixer.in_proj.weight")
                .hasLineCount(1);
    }

    @Test
    void unknownPresetsAndOverridesOfTheNetworkAreWrongUsage() {
        var weights = Golden.CHECKPOINT;
        assertThat(run("predict", "--weights", weights, "--model", "vim_huge", "x.png"))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("error: no model preset vim_huge, only vim_tiny, ");
        assertThat(run("predict", "--weights", weights, "--set", "model.depth=2", "x.png"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("error: override model.depth=2: network and image");
    }
}
