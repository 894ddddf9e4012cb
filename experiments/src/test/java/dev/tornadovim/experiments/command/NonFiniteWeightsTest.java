package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** One value that is not finite, anywhere in the weights: every reader of weights names its tensor. */
@Tag("slow")
class NonFiniteWeightsTest extends CommandTest {
    private static final int CASES = 100;
    private static final float[] VALUES = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
    };

    @TempDir private Path folder;

    @Test
    void oneValueIsEnoughToRefuseTheFile() throws IOException {
        var whole = folder.resolve("whole.safetensors");
        succeed("convert", Golden.CHECKPOINT, whole);
        var images = Golden.writeImages(folder);
        var bad = folder.resolve("bad.safetensors");
        var random = RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom").create(14);
        for (int i = 0; i < CASES; i++) {
            String tensor = spoil(whole, bad, random);
            for (var command :
                    List.of(
                            List.of("predict", "--weights", bad, images),
                            List.of("eval", "--weights", bad, "data=fashion_mnist"),
                            List.of("convert", bad, folder.resolve("converted.safetensors")))) {
                err.getBuffer().setLength(0);
                var what = command.getFirst() + " " + tensor;
                assertThat(run(command.toArray())).as(what).isEqualTo(1);
                assertThat(err.toString())
                        .as(what)
                        .startsWith("error: " + bad)
                        .contains(tensor)
                        .contains("not finite")
                        .hasLineCount(1);
            }
        }
    }

    /** Copies a file with one value of one tensor replaced, and answers the tensor's name. */
    private static String spoil(Path whole, Path bad, RandomGenerator random) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (var source = SafetensorsFile.open(whole)) {
            var names = List.copyOf(source.names());
            String chosen = names.get(random.nextInt(names.size()));
            for (String name : names) {
                float[] values = source.read(name);
                if (name.equals(chosen)) {
                    values[random.nextInt(values.length)] = VALUES[random.nextInt(VALUES.length)];
                }
                var tensor = Tensor.allocated(name, source.shape(name), Storage.Kind.PARAMETER);
                tensor.set(values);
                tensors.put(name, tensor);
            }
            SafetensorsWriter.write(bad, source.metadata(), tensors);
            return chosen;
        }
    }
}
