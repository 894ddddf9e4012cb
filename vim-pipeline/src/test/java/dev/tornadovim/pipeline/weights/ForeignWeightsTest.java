package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** First bytes are those of the formats' own descriptions. */
class ForeignWeightsTest {

    @TempDir private Path folder;

    @Test
    void filesOfOtherFormatsAreCalledWhatTheyAre() throws IOException {
        refused("model.h5", "\u0089HDF\r\n\u001a\n", "an HDF5 file, as Keras and TensorFlow save");
        refused("model.tflite", "\u001c\0\0\0TFL3", "a network of TensorFlow Lite, expected");
        refused("array.npy", "\u0093NUMPY\1\0", "a NumPy array, expected weights of PyTorch or");
        refused("model.gguf", "GGUF\3\0\0\0", "a GGUF file, expected");
        refused("model.pth.gz", "\u001f\u008b\b", "a gzip archive, expected");
        refused("model.tar", "a/" + "\0".repeat(255) + "ustar", "a tar archive, expected");
        refused(
                "model.pth",
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
                "a Git LFS pointer: the weights themselves were not downloaded");
        refused("m.ckpt.data-00000-of-00001", "\0\0\0\0", "part of a TensorFlow checkpoint, ");
        refused("m.ckpt.index", "\0\0\0\0", "part of a TensorFlow checkpoint, expected weights");
        refused("saved_model.pb", "\b\1", "part of a TensorFlow checkpoint, expected weights");
        refused("model.onnx", "\b\7", "a network as ONNX, expected weights");
        refused("unknown", "\b\7", "neither PyTorch's nor a safetensors file");
    }

    @Test
    void archivesOfOtherFormatsAreCalledWhatTheyAre() throws IOException {
        refusedArchive("a Keras model, expected", "metadata.json", "model.weights.h5");
        refusedArchive("NumPy arrays, expected", "a.npy", "b.npy");
        refusedArchive("a TorchScript program, expected its weights", "m/code/a.py", "m/data.pkl");
        refusedArchive("a TorchScript program, expected its", "m/constants.pkl", "m/data.pkl");
        refusedArchive(
                "a program of torch.export, expected its weights",
                "serialized_exported_program.json",
                "version");
    }

    @Test
    void aFolderOfTensorflowIsCalledWhatItIs() throws IOException {
        Files.writeString(folder.resolve("saved_model.pb"), "");
        assertThatThrownBy(() -> WeightFiles.open(folder))
                .hasMessageStartingWith(folder + ": a SavedModel of TensorFlow, expected weights");
    }

    private void refused(String name, String content, String problem) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content, ISO_8859_1);
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": " + problem)
                .hasMessageNotContaining("\n");
    }

    private void refusedArchive(String problem, String... entries) throws IOException {
        Path file = folder.resolve("archive.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(1);
            }
        }
        assertThatThrownBy(() -> WeightFiles.open(file))
                .hasMessageStartingWith(file + ": " + problem);
    }
}
