package dev.tornadovim.experiments.inference;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.train.CheckpointConfig;
import dev.tornadovim.experiments.train.DetectionSetup;
import dev.tornadovim.pipeline.detection.DetectionModel;
import dev.tornadovim.pipeline.weights.NetworkImport;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightFiles;
import dev.tornadovim.pipeline.weights.WeightsException;
import dev.tornadovim.pipeline.weights.WeightsLoader;

import java.util.ArrayList;
import java.util.List;

/**
 * A detector with the weights of a checkpoint of this project, at the size of its training or at
 * another.
 *
 * @param source the file, and the part of it
 * @param network with its weights
 * @param config how images are prepared, and which engine runs
 * @param classNames in the order of the labels
 */
public record TrainedDetector(
        String source, DetectionModel network, ExperimentConfig config, List<String> classNames) {

    /** Seed of what a file lacks; nothing may be lacking. */
    private static final long NO_SEED = 0;

    /**
     * Opens a checkpoint.
     *
     * @param file the weights; its image size becomes that of the square images are fitted into
     * @param overrides of the config that the file carries
     * @throws WeightsException if it is no checkpoint of detection
     */
    public static TrainedDetector open(ModelFile file, List<String> overrides) {
        if (file.preset().isPresent()) {
            throw new ConfigException(
                    "--model is for classifiers: a detector is what its file says");
        }
        try (TensorSource source = WeightFiles.open(file.weights(), file.set())) {
            ExperimentConfig config = config(file, source, overrides);
            List<String> names =
                    CheckpointConfig.classes(source)
                            .orElseThrow(() -> noDetector(file, "names of classes"));
            DetectionModel network = DetectionSetup.network(config, names.size(), false);
            NetworkImport.loadBackbone(
                    source,
                    network.backbone(),
                    new NetworkImport.Options(file.positions(), true, NO_SEED));
            WeightsLoader.loadAll(source, network.heads().parameters());
            return new TrainedDetector(source.description(), network, config, names);
        }
    }

    private static ExperimentConfig config(
            ModelFile file, TensorSource source, List<String> overrides) {
        // The machine that trained says nothing about this one.
        List<String> all = new ArrayList<>(List.of("engine=auto", "device=auto", "threads=0"));
        file.imageSize().ifPresent(size -> all.add("data.imageSize=" + size));
        all.addAll(overrides);
        return CheckpointConfig.of(source, all)
                .filter(config -> config.task() == Task.DETECTION)
                .orElseThrow(() -> noDetector(file, "config of task=detection"));
    }

    private static WeightsException noDetector(ModelFile file, String lacks) {
        return new WeightsException(
                file.weights(), "no checkpoint of detection: it lacks the " + lacks);
    }
}
