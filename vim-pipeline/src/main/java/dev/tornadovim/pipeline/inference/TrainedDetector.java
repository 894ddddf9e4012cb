package dev.tornadovim.pipeline.inference;

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
 * @param metadata how images are prepared
 * @param classNames in the order of the labels
 */
public record TrainedDetector(
        String source,
        DetectionModel network,
        DetectionMetadata metadata,
        List<String> classNames) {

    /**
     * Opens a checkpoint.
     *
     * @param file the weights; its image size becomes that of the square images are fitted into
     * @throws WeightsException if it is no checkpoint of detection that describes its model
     */
    public static TrainedDetector open(ModelFile file) {
        try (TensorSource source = file.open()) {
            var found = Descriptions.require(DetectionMetadata.class, source);
            DetectionMetadata wanted =
                    Descriptions.resized(found, found::withImageSize, file, source);
            return load(
                    file,
                    source,
                    allocate(wanted, source),
                    wanted,
                    Descriptions.classNames(source, found.heads().classes()));
        }
    }

    private static DetectionModel allocate(DetectionMetadata metadata, TensorSource source) {
        try {
            return DetectionModel.allocate(metadata.heads(), metadata.backbone());
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source.description(), e.getMessage(), e);
        }
    }

    /**
     * Loads the weights of a checkpoint into a network that is known.
     *
     * @throws WeightsException if they are of another network
     */
    public static TrainedDetector load(
            ModelFile file,
            TensorSource source,
            DetectionModel network,
            DetectionMetadata metadata,
            List<String> classNames) {
        NetworkImport.loadBackbone(source, network.backbone(), Descriptions.allOf(file));
        WeightsLoader.loadAll(source, network.heads().parameters());
        return new TrainedDetector(source.description(), network, metadata, classNames);
    }
}
