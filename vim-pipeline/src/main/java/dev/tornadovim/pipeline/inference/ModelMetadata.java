package dev.tornadovim.pipeline.inference;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.util.List;
import java.util.Optional;

/**
 * Describes a trained model: its network and how an image is prepared for it. A checkpoint carries the
 * description as JSON in the metadata of its safetensors header, and the names of the classes beside
 * it. Nothing else is needed to load the model and to predict.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClassificationMetadata.class, name = "classification"),
    @JsonSubTypes.Type(value = SegmentationMetadata.class, name = "segmentation"),
    @JsonSubTypes.Type(value = DetectionMetadata.class, name = "detection")
})
public sealed interface ModelMetadata
        permits ClassificationMetadata, SegmentationMetadata, DetectionMetadata {

    /** Key of the description in the header. */
    String KEY = "model";

    /** Key of the names of the classes in the header, one per line, in the order of the labels. */
    String CLASSES = "classes";

    /** Key of the resolved config in YAML, the only description in checkpoints of version 0.1. */
    String CONFIG = "config";

    /** The network without the heads of a dense task; its image has the size that is trained for. */
    NetworkConfig backbone();

    /** Statistics that images are normalized with. */
    ImageStatistics statistics();

    /**
     * The same model for images of another size.
     *
     * @param size height and width in pixels
     */
    ModelMetadata withImageSize(int size);

    /**
     * Reads the description of a file.
     *
     * @return empty if the file has none, as those of other projects
     * @throws WeightsException if it cannot be read
     */
    static Optional<ModelMetadata> of(TensorSource source) {
        return Optional.ofNullable(source.metadata().get(KEY))
                .map(json -> MetadataJson.read(json, source.description()));
    }

    /** Reads the names of the classes, if the file has them. */
    static Optional<List<String>> classNames(TensorSource source) {
        return Optional.ofNullable(source.metadata().get(CLASSES)).map(t -> t.lines().toList());
    }

    /** The description as JSON. */
    default String json() {
        return MetadataJson.write(this);
    }
}
