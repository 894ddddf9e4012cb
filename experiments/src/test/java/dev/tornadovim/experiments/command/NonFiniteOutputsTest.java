package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.imageio.ImageIO;

/** A network of finite weights whose outputs are not: its classifier's weights overflow. */
class NonFiniteOutputsTest extends CommandTest {

    private static final String WHY =
            "the network's outputs for it are not finite numbers, so there is no prediction";

    @TempDir private Path folder;
    private Path weights;

    @BeforeEach
    void overflow() {
        var whole = folder.resolve("whole.safetensors");
        succeed("convert", Golden.CHECKPOINT, whole);
        weights = folder.resolve("large.safetensors");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (var source = SafetensorsFile.open(whole)) {
            for (String name : source.names()) {
                float[] values = source.read(name);
                if (name.equals("head.weight")) {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = Math.copySign(3e38f, values[i]);
                    }
                }
                var tensor = Tensor.allocated(name, source.shape(name), Storage.Kind.PARAMETER);
                tensor.set(values);
                tensors.put(name, tensor);
            }
            SafetensorsWriter.write(weights, source.metadata(), tensors);
        }
        out.getBuffer().setLength(0);
    }

    @Test
    void predictSaysForWhichImagesThereIsNone() throws IOException {
        var json = folder.resolve("out.json");
        var images = Golden.writeImages(folder);
        assertThat(run("predict", "--weights", weights, "--json", json, images)).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("error: " + images + "[0]: " + WHY + "\n")
                .hasLineCount(Golden.IMAGES);
        var entry = new ObjectMapper().readTree(Files.readString(json)).get("images").get(0);
        assertThat(entry.get("error").textValue()).endsWith(WHY);
        assertThat(entry.has("top")).isFalse();
    }

    @Test
    void evalRefusesToMeasureNothing() throws IOException {
        var data = folder.resolve("data");
        for (int label = 0; label < Golden.CLASSES; label++) {
            for (var split : new String[] {"train", "val"}) {
                var of = Files.createDirectories(data.resolve(split).resolve("class" + label));
                var image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
                image.setRGB(label, label, 0xff8040);
                ImageIO.write(image, "png", of.resolve("0.png").toFile());
            }
        }
        int code =
                run("eval", "--weights", weights, "data=image_folder", "data.dir='" + data + "'");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("error: " + weights)
                .endsWith(
                        ": the network has no finite output for any of 10 images, so there is"
                                + " nothing to measure\n")
                .hasLineCount(1);
        assertThat(out.toString()).doesNotContain("top-1");
    }
}
