package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What commands make of files of weights, and of those that they must not take. */
class WeightsCommandTest extends CommandTest {

    private static final Path WEIGHTS =
            Golden.CHECKPOINT.getParent().resolveSibling("weights").normalize();

    @TempDir private Path folder;
    private Path image;

    @BeforeEach
    void writeAnImage() {
        var random = new Random(1);
        var pixels = new float[3 * 28 * 28];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        var tensor = Tensor.allocated("image", Shape.of(1, 3, 28, 28), Storage.Kind.STATE);
        tensor.set(pixels);
        image = folder.resolve("image.safetensors");
        SafetensorsWriter.write(image, Map.of(), Map.of("image", tensor));
    }

    /** All files hold one network, so they must give the same logits. */
    @ParameterizedTest
    @ValueSource(
            strings = {"legacy.pth", "numpy_scalar.pth", "int64_buffer.pth", "data_parallel.pth"})
    void filesOfPytorchPredictAsTheSafetensorsFile(String name) throws IOException {
        assertThat(logits(WEIGHTS.resolve(name)))
                .isEqualTo(logits(WEIGHTS.resolve("tiny.safetensors")));
    }

    @Test
    void oneOfSeveralNetworksIsNamed() throws IOException {
        var file = WEIGHTS.resolve("two_networks.pth");
        assertThat(logits(file, "--network", "student"))
                .isEqualTo(logits(WEIGHTS.resolve("tiny.safetensors")));
        assertThat(run("predict", "--weights", file, image)).isEqualTo(2);
        assertThat(run("eval", "--weights", file)).isEqualTo(2);
        assertThat(run("convert", file, folder.resolve("one.onnx"))).isEqualTo(2);
        var line =
                "error: %s: holds several networks, name one of [teacher, student] with --network\n"
                        .formatted(file);
        assertThat(err.toString()).isEqualTo(line.repeat(3));
        assertThat(run("convert", "--ema", "--network", "teacher", file, image)).isEqualTo(2);
        assertThat(err.toString()).contains("error: --ema and --network cannot be combined");
    }

    @Test
    void convertSaysWhatItTookOffAndLeftOut() {
        var out = folder.resolve("out.safetensors");
        succeed("convert", WEIGHTS.resolve("data_parallel.pth"), out);
        assertThat(this.out.toString()).startsWith("prefix module. removed from the names\n" + out);
        this.out.getBuffer().setLength(0);
        succeed("convert", WEIGHTS.resolve("int64_buffer.pth"), out);
        assertThat(this.out.toString())
                .startsWith("of type I64, left out: bn.num_batches_tracked\n" + out + ": 24 ");
    }

    @Test
    void weightsThatAreNotFiniteAreRefusedByName() {
        var file = WEIGHTS.resolve("nan.safetensors");
        for (var command :
                List.of(
                        List.of("predict", "--weights", file, image),
                        List.of("eval", "--weights", file),
                        List.of("convert", file, folder.resolve("out.safetensors")),
                        List.of("convert", file, folder.resolve("out.onnx")),
                        training("diverged", "init='" + file + "'"))) {
            err.getBuffer().setLength(0);
            assertThat(run(command.toArray())).as(command.toString()).isEqualTo(1);
            assertThat(err.toString())
                    .matches(
                            "error: \\Q"
                                    + file
                                    + "\\E: tensor cls_token has 16 of 16 values"
                                    + " that are not finite, the first is NaN at index 0\n");
        }
        assertThat(folder).isDirectoryNotContaining("glob:**/out.*");
    }

    /** Names and shapes of both networks are the same; the checkpoint's own config differs. */
    @Test
    void weightsOfANetworkWithAnotherMeaningAreRefused() throws IOException {
        succeed(training("head", "model.classToken=head", "model.rotary=true").toArray());
        var runs = folder.resolve("runs/classification");
        var weights = last(runs.resolve("head")).resolve("checkpoints/best.safetensors");
        var init = "init='" + weights + "'";
        assertThat(run(training("middle", init).toArray())).isEqualTo(1);
        var differences =
                List.of(
                        "classToken is HEAD in the file, MIDDLE in the model",
                        "rotary is true in the file, false in the model");
        assertThat(err.toString())
                .isEqualTo(
                        "error: %s: made for another model: %s\n"
                                .formatted(weights, String.join("; ", differences)));
        succeed(training("lenient", init, "load.strict=false").toArray());
        assertThat(last(runs.resolve("lenient")).resolve("run.log"))
                .content()
                .contains(differences);
        succeed(training("same", init, "model.classToken=head", "model.rotary=true").toArray());
    }

    private List<Object> training(String name, String... more) {
        var words =
                new ArrayList<Object>(
                        List.of(
                                "train",
                                "fashion-mnist",
                                "name=" + name,
                                "run.dir='" + folder.resolve("runs") + "'",
                                "model.dModel=16",
                                "model.depth=1",
                                "data.trainLimit=8",
                                "data.testLimit=8",
                                "train.batchSize=8",
                                "schedule.epochs=1",
                                "schedule.warmupEpochs=0",
                                "log.bar=false",
                                "engine=cpu"));
        words.addAll(Arrays.asList(more));
        return words;
    }

    private JsonNode logits(Path weights, Object... more) throws IOException {
        var json = folder.resolve("out.json");
        var words = new ArrayList<Object>(List.of("predict", "--weights", weights, "--json", json));
        words.addAll(Arrays.asList(more));
        words.add(image);
        succeed(words.toArray());
        var logits = new ObjectMapper().readTree(Files.readString(json)).at("/images/0/logits");
        assertThat(logits).hasSize(4);
        return logits;
    }
}
