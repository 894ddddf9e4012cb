package dev.tornadovim.experiments.command;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;

import java.nio.file.Path;
import java.util.Map;

/**
 * The golden files of vim-pipeline, made by an independent implementation: a small Vim (64 pixels, 10
 * classes) as a training checkpoint of PyTorch, and its logits for a batch of four images.
 */
final class Golden {
    private static final Path FOLDER =
            Path.of("../vim-pipeline/src/test/resources/golden").toAbsolutePath().normalize();

    /** The checkpoint. */
    static final Path CHECKPOINT = FOLDER.resolve("vim_mini_checkpoint.pth");

    /** Logits, [4, 10], and gradients. */
    static final Path LOGITS = FOLDER.resolve("vim_small_grads.safetensors");

    static final int IMAGES = 4;
    static final int CLASSES = 10;
    static final int SIZE = 64;

    private Golden() {}

    /**
     * Writes the images that the logits belong to: FNV-1a of the word "image" seeds SplitMix64, whose
     * upper 24 bits give v in [-1, 1); a pixel is 1.7 v.
     */
    static Path writeImages(Path folder) {
        long seed = 0xCBF29CE484222325L;
        for (char letter : "image".toCharArray()) {
            seed = (seed ^ letter) * 0x100000001B3L;
        }
        var pixels = new float[IMAGES * 3 * SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            long z = seed + (i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            pixels[i] = (float) (1.7 * ((z >>> 40) / (double) (1 << 24) * 2 - 1));
        }
        return write(folder.resolve("images.safetensors"), IMAGES, pixels);
    }

    /** Writes normalised pixels as the tensor that predict reads. */
    static Path write(Path file, int images, float[] pixels) {
        var shape = Shape.of(images, 3, SIZE, SIZE);
        var tensor = Tensor.allocated("image", shape, Storage.Kind.STATE);
        tensor.set(pixels);
        SafetensorsWriter.write(file, Map.of(), Map.of("image", tensor));
        return file;
    }
}
