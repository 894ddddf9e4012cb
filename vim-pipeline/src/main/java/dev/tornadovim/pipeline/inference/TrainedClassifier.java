package dev.tornadovim.pipeline.inference;

import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.NetworkPresets;
import dev.tornadovim.pipeline.weights.NetworkImport;
import dev.tornadovim.pipeline.weights.NetworkShapes;
import dev.tornadovim.pipeline.weights.SeveralNetworksException;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.util.List;
import java.util.Optional;

/**
 * A classifier with the weights of a file. A checkpoint of this project describes its network and
 * preprocessing. Of any other file the network is the preset that the user names, or what the shapes
 * of the tensors tell, and its images are prepared as for the public checkpoints.
 *
 * @param source the file, and the part of it
 * @param network with its weights
 * @param metadata how images are prepared
 * @param classNames in the order of the logits, if the file has them
 */
public record TrainedClassifier(
        String source,
        ImageClassifier network,
        ClassificationMetadata metadata,
        Optional<List<String>> classNames) {

    private static final Logger LOG = LogManager.getLogger();

    /**
     * Opens a file.
     *
     * @throws WeightsException if it is no file of weights, one for another network, a model for
     *     another task, or a checkpoint of version 0.1, which does not tell its preprocessing
     * @throws SeveralNetworksException if it holds several networks and none is named
     */
    public static TrainedClassifier open(ModelFile file) {
        try (TensorSource source = file.open()) {
            ClassificationMetadata metadata = describe(file, source);
            return new TrainedClassifier(
                    source.description(),
                    network(file, source, own(source).map(ClassificationMetadata::network)),
                    metadata,
                    ModelMetadata.classNames(source));
        }
    }

    /**
     * Describes the classifier of a file, at the image size that is asked for.
     *
     * @throws WeightsException as {@link #open} does
     */
    static ClassificationMetadata describe(ModelFile file, TensorSource source) {
        Optional<ClassificationMetadata> own = own(source);
        if (own.isEmpty() && source.metadata().containsKey(ModelMetadata.CONFIG)) {
            throw Descriptions.lacking(source, "classification");
        }
        try {
            NetworkConfig network = config(file, source, own.map(ClassificationMetadata::network));
            return own.map(found -> found.withNetwork(network))
                    .orElseGet(() -> ClassificationMetadata.published(network));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source.description(), e.getMessage(), e);
        }
    }

    private static Optional<ClassificationMetadata> own(TensorSource source) {
        return ModelMetadata.of(source)
                .map(found -> Descriptions.of(ClassificationMetadata.class, found, source));
    }

    /**
     * Loads the network of a file.
     *
     * @param trained the network that the weights were trained in, for any number of classes, where
     *     that is known
     * @throws WeightsException if the file is for another network or the preset is unknown
     */
    public static ImageClassifier network(
            ModelFile file, TensorSource source, Optional<NetworkConfig> trained) {
        try {
            ImageClassifier network = config(file, source, trained).allocate();
            var options =
                    new NetworkImport.Options(
                            file.positions(), true, Descriptions.NO_SEED, trained);
            NetworkImport.load(source, network, options)
                    .adapted()
                    .forEach(line -> LOG.info("{}", line));
            return network;
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file.weights(), e.getMessage(), e);
        }
    }

    /** The network for the images that are asked for. */
    private static NetworkConfig config(
            ModelFile file, TensorSource source, Optional<NetworkConfig> trained) {
        NetworkConfig known =
                file.preset()
                        .map(NetworkPresets::of)
                        .or(() -> trained)
                        .map(preset -> NetworkShapes.fit(preset, source))
                        .orElseGet(() -> NetworkShapes.infer(source));
        return file.imageSize().isPresent()
                ? known.withImage(file.imageSize().getAsInt(), file.imageSize().getAsInt())
                : known;
    }
}
