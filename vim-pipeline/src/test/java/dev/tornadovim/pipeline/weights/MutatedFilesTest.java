package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Files with a few bytes changed, moved or cut off are read, or refused in one line; {@code
 * -Dmutations=100000} tries more of them.
 */
class MutatedFilesTest {

    private static final int MUTATIONS = Integer.getInteger("mutations", 500);

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "objects.pth",
                "legacy_objects.pth",
                "legacy_module.pth",
                "single_none.pth",
                "tiny.safetensors"
            })
    void mutatedFilesAreReadOrRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(TorchFilesTest.resource(name));
        Path file = folder.resolve("weights");
        for (int seed = 0; seed < MUTATIONS; seed++) {
            Files.write(file, mutate(whole, new Random(seed)));
            assertThatCode(() -> read(file)).as("seed %d", seed).doesNotThrowAnyException();
        }
    }

    private static void read(Path file) {
        try (TensorSource source = WeightFiles.open(file)) {
            source.names().forEach(source::read);
            NetworkShapes.infer(source);
        } catch (WeightsException e) {
            if (e.getMessage().lines().count() != 1) {
                throw new AssertionError("no single line: " + e.getMessage(), e);
            }
        }
    }

    /** Mutations gather at the start, where the headers are, and at the end, where a zip's index is. */
    private static byte[] mutate(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = place(bytes.length, random);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                case 2 -> {
                    int from = place(bytes.length, random);
                    int length = Math.min(random.nextInt(16), bytes.length - Math.max(from, at));
                    System.arraycopy(whole, from, bytes, at, length);
                }
                default -> bytes = random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
            }
            if (bytes.length < whole.length) {
                return bytes;
            }
        }
        return bytes;
    }

    private static int place(int length, Random random) {
        int near = Math.min(length, 1 + random.nextInt(2048));
        return switch (random.nextInt(3)) {
            case 0 -> near - 1;
            case 1 -> length - near;
            default -> random.nextInt(length);
        };
    }
}
