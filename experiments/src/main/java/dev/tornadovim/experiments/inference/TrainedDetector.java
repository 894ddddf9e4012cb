package dev.tornadovim.experiments.inference;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.train.DetectionSetup;
import dev.tornadovim.pipeline.detection.DetectionModel;
import dev.tornadovim.pipeline.weights.NetworkImport;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;
import dev.tornadovim.pipeline.weights.WeightsLoader;

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
        try (TensorSource source = file.open()) {
            var trained = DenseCheckpoint.read(file, source, Task.DETECTION, overrides);
            ExperimentConfig config = trained.config();
            List<String> names = trained.classNames();
            DetectionModel network = DetectionSetup.network(config, names.size(), false);
            NetworkImport.loadBackbone(
                    source, network.backbone(), DenseCheckpoint.backboneOptions(file));
            WeightsLoader.loadAll(source, network.heads().parameters());
            return new TrainedDetector(source.description(), network, config, names);
        }
    }
}
