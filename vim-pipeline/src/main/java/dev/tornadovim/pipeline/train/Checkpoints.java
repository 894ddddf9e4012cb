package dev.tornadovim.pipeline.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;
import dev.tornadovim.pipeline.weights.WeightsException;
import dev.tornadovim.pipeline.weights.WeightsLoader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The checkpoints of a run: {@code last} has everything needed to resume, {@code best} the weights
 * only. Each is a safetensors file with the progress in its metadata, so that one atomic rename
 * replaces a checkpoint; a JSON file beside it shows the progress to readers.
 */
public final class Checkpoints {

    private static final String PROGRESS = "progress";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private final Path folder;
    private final Map<String, String> metadata;

    /**
     * Checkpoints in an existing folder.
     *
     * @param metadata free text for the headers, such as the model's configuration
     */
    public Checkpoints(Path folder, Map<String, String> metadata) {
        this.folder = folder;
        this.metadata = Map.copyOf(metadata);
    }

    /** The checkpoint to resume from. */
    public Path last() {
        return folder.resolve("last.safetensors");
    }

    /** The weights of the best evaluation. */
    public Path best() {
        return folder.resolve("best.safetensors");
    }

    void saveLast(OptimizerState state, Progress progress) {
        save(last(), state.tensors(), progress);
    }

    void saveBest(OptimizerState state, Progress progress) {
        save(best(), state.weights(), progress);
    }

    private void save(Path file, Map<String, Tensor> tensors, Progress progress) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put(PROGRESS, json(JSON.writer(), progress));
        SafetensorsWriter.write(file, all, tensors);
        Path beside =
                file.resolveSibling(file.getFileName().toString().replace(".safetensors", ".json"));
        try {
            FileReplacement.write(
                    beside, json(JSON.writerWithDefaultPrettyPrinter(), progress) + "\n");
        } catch (IOException e) {
            throw new WeightsException(
                    beside, "cannot be written: " + FileReplacement.reason(e), e);
        }
    }

    private static String json(ObjectWriter writer, Progress progress) {
        try {
            return writer.writeValueAsString(progress);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("progress has no JSON", e);
        }
    }

    /** Loads parameters, moments and averages from a checkpoint, and returns its progress. */
    public static Progress load(Path file, OptimizerState state) {
        return load(file, state.tensors());
    }

    /** Loads parameters and averages only, which is all that {@link #best()} has. */
    public static Progress loadWeights(Path file, OptimizerState state) {
        return load(file, state.weights());
    }

    private static Progress load(Path file, Map<String, Tensor> tensors) {
        try (SafetensorsFile source = SafetensorsFile.open(file)) {
            String json = source.metadata().get(PROGRESS);
            if (json == null) {
                throw new WeightsException(
                        file, "no training checkpoint: its metadata lack the progress");
            }
            Progress progress = progress(json);
            WeightsLoader.load(source, tensors);
            return progress;
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    file, "no training checkpoint of this version: its progress is unreadable", e);
        }
    }

    private static Progress progress(String json) throws JsonProcessingException {
        JsonNode tree = JSON.readTree(json);
        if (tree instanceof ObjectNode fields && !fields.has("skipped")) {
            fields.put("skipped", 0); // written before steps could be skipped
        }
        return JSON.treeToValue(tree, Progress.class);
    }
}
