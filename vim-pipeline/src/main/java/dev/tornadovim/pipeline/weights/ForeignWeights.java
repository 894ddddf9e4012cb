package dev.tornadovim.pipeline.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Recognizes files that users mistake for PyTorch weights, and describes them. */
final class ForeignWeights {

    /** Bytes at the start of a file that {@link #file} wants to see. */
    static final int START = 512;

    private static final String EXPECTED = ", expected weights of PyTorch or safetensors";

    /** The kind of file that has a certain text in its first bytes. */
    private record Mark(int at, String text, String format) {
        boolean isIn(String start) {
            return start.startsWith(text, at);
        }
    }

    private static final List<Mark> MARKS =
            List.of(
                    new Mark(
                            0,
                            "version https://git-lfs",
                            "a Git LFS pointer: the weights themselves were not downloaded"),
                    new Mark(
                            0,
                            "\u0089HDF",
                            "an HDF5 file, as Keras and TensorFlow save weights" + EXPECTED),
                    new Mark(4, "TFL3", "a network of TensorFlow Lite" + EXPECTED),
                    new Mark(0, "\u0093NUMPY", "a NumPy array" + EXPECTED),
                    new Mark(0, "GGUF", "a GGUF file" + EXPECTED),
                    new Mark(0, "\u001f\u008b", "a gzip archive" + EXPECTED + ", unpacked"),
                    new Mark(257, "ustar", "a tar archive" + EXPECTED + ", unpacked"));

    private static final Pattern TENSORFLOW =
            Pattern.compile(".*\\.(index|meta|pb|data-\\d{5}-of-\\d{5})");

    private ForeignWeights() {}

    /**
     * Describes a file that holds neither PyTorch weights nor safetensors.
     *
     * @param start its first bytes, {@value #START} or as many as it has
     */
    static Optional<String> file(Path file, byte[] start) {
        String text = new String(start, ISO_8859_1);
        Optional<String> marked =
                MARKS.stream().filter(mark -> mark.isIn(text)).map(Mark::format).findFirst();
        if (marked.isPresent()) {
            return marked;
        }
        String name = file.getFileName().toString();
        if (TENSORFLOW.matcher(name).matches()) {
            return Optional.of("part of a TensorFlow checkpoint" + EXPECTED);
        }
        return name.endsWith(".onnx")
                ? Optional.of("a network as ONNX" + EXPECTED)
                : Optional.empty();
    }

    /** Describes a folder that was named in place of a file. */
    static String folder(Path folder) {
        return Files.exists(folder.resolve("saved_model.pb"))
                ? "a SavedModel of TensorFlow" + EXPECTED
                : "a folder, expected a file of weights";
    }

    /**
     * Describes a zip archive, unless it may hold PyTorch weights.
     *
     * @param entries names in the archive
     */
    static Optional<String> archive(List<String> entries) {
        if (inner(entries).anyMatch(e -> e.startsWith("code/") || e.equals("constants.pkl"))) {
            return Optional.of(
                    "a TorchScript program, expected its weights: save the state_dict() of what"
                            + " torch.jit.load gives");
        }
        if (inner(entries).anyMatch(e -> e.endsWith("exported_program.json"))) {
            return Optional.of(
                    "a program of torch.export, expected its weights: save its state_dict");
        }
        if (entries.contains("model.weights.h5")) {
            return Optional.of("a Keras model" + EXPECTED);
        }
        if (!entries.isEmpty() && entries.stream().allMatch(e -> e.endsWith(".npy"))) {
            return Optional.of("NumPy arrays" + EXPECTED);
        }
        return Optional.empty();
    }

    /** Names inside the archive's folder. */
    private static Stream<String> inner(List<String> entries) {
        return entries.stream().map(name -> name.substring(name.indexOf('/') + 1));
    }
}
