package dev.tornadovim.experiments.inference;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tornadovim.data.Image;
import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.pipeline.inference.ModelFile;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A trained network that finds where things are in images of any size, and draws it over them. */
public interface DensePredictor extends AutoCloseable {

    /**
     * What was found in an image.
     *
     * @param picture the image with what was found drawn over it
     * @param text the same as lines
     * @param json the same for programs
     */
    record Drawn(BufferedImage picture, String text, ObjectNode json) {}

    /**
     * Opens the network of a file.
     *
     * @param task what it was trained for
     * @param overrides of the config that the file carries
     */
    static DensePredictor open(Task task, ModelFile file, List<String> overrides) {
        return switch (task) {
            case SEGMENTATION -> SegmentationDrawing.open(file, overrides);
            case DETECTION -> ObjectDrawing.open(file, overrides);
            case CLASSIFICATION ->
                    throw new ConfigException(
                            "%s: weights of task=%s cannot be drawn over images"
                                    .formatted(
                                            file.weights(), task.name().toLowerCase(Locale.ROOT)));
        };
    }

    /** Where the network comes from: the file, and the part of it. */
    String source();

    /**
     * Looks at an image.
     *
     * @param image of any size and with any channels
     * @return empty where the network's outputs are not all finite numbers
     */
    Optional<Drawn> predict(Image image);

    @Override
    void close();
}
