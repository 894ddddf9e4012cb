package dev.tornadovim.experiments.inference;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.train.CheckpointConfig;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.inference.ModelFile;
import dev.tornadovim.pipeline.inference.ModelMetadata;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;
import dev.tornadovim.pipeline.weights.TensorSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Formats that trained weights are written in, told apart by the extension of the file. To add one,
 * add a constant that writes it.
 */
public enum WeightsExport {
    /** All tensors as fp32, with the metadata of the source and the description of its model. */
    SAFETENSORS(".safetensors") {
        @Override
        public String write(ModelFile in, List<String> overrides, Path out) {
            if (in.preset().isPresent() || in.imageSize().isPresent() || !overrides.isEmpty()) {
                throw new ConfigException(
                        "%s: safetensors keep the tensors as they are; --model, --image-size and KEY=VALUE are for .onnx"
                                .formatted(out));
            }
            try (TensorSource source = OpenedWeights.source(in)) {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                long values = 0;
                for (String name : source.names()) {
                    Tensor tensor = Tensor.allocated(name, source.shape(name), Storage.Kind.STATE);
                    tensor.set(source.readFinite(name));
                    tensors.put(name, tensor);
                    values += tensor.size();
                }
                Map<String, String> metadata = new LinkedHashMap<>(source.metadata());
                if (!metadata.containsKey(ModelMetadata.KEY)) {
                    CheckpointConfig.describe(source)
                            .ifPresent(model -> metadata.put(ModelMetadata.KEY, model.json()));
                }
                SafetensorsWriter.write(out, metadata, tensors);
                var lines = new ArrayList<>(source.notes());
                lines.add(
                        "%s: %d tensors, %d values of %s"
                                .formatted(out, tensors.size(), values, source.description()));
                return String.join("\n", lines);
            }
        }
    },
    /** The network for prepared images of one resolution, to run elsewhere. */
    ONNX(".onnx") {
        @Override
        public String write(ModelFile in, List<String> overrides, Path out) {
            return OnnxExport.write(in, overrides, out);
        }
    };

    private final String extension;

    WeightsExport(String extension) {
        this.extension = extension;
    }

    /** The format that a file's name asks for. */
    public static Optional<WeightsExport> of(Path out) {
        return Arrays.stream(values())
                .filter(format -> out.toString().endsWith(format.extension))
                .findFirst();
    }

    /** All extensions, for messages. */
    public static String extensions() {
        return Arrays.stream(values()).map(f -> f.extension).collect(Collectors.joining(" or "));
    }

    /**
     * Converts.
     *
     * @param in which weights; what else it says is for formats that hold a network
     * @param overrides of the config, for those formats too
     * @return what was left out, one line each, and last what was written
     */
    public abstract String write(ModelFile in, List<String> overrides, Path out);
}
