package dev.tornadovim.pipeline.inference;

import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.weights.NetworkImport;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** What loading a model asks of its description. */
final class Descriptions {

    /** Seed of what a file lacks; a strict import has nothing of that kind. */
    static final long NO_SEED = 0;

    private Descriptions() {}

    /**
     * Refuses statistics for images of other channels than the network's.
     *
     * @throws IllegalArgumentException naming both numbers
     */
    static void requireChannels(NetworkConfig network, ImageStatistics statistics) {
        if (network.channels() != statistics.channels()) {
            throw new IllegalArgumentException(
                    "statistics of %d channel(s) for a network of %d"
                            .formatted(statistics.channels(), network.channels()));
        }
    }

    /**
     * Refuses a description of another task.
     *
     * @throws WeightsException naming both tasks
     */
    static <T extends ModelMetadata> T of(Class<T> type, ModelMetadata found, TensorSource source) {
        if (type.isInstance(found)) {
            return type.cast(found);
        }
        throw new WeightsException(
                source.description(),
                "a model for %s, expected one for %s"
                        .formatted(task(found.getClass()), task(type)));
    }

    /**
     * Reads the description of a model for a dense task, which its file must have.
     *
     * @throws WeightsException if it has none, or one of another task
     */
    static <T extends ModelMetadata> T require(Class<T> type, TensorSource source) {
        return ModelMetadata.of(source)
                .map(found -> of(type, found, source))
                .orElseThrow(() -> lacking(source, task(type)));
    }

    /** Says that a file has no description, and what to do. */
    static WeightsException lacking(TensorSource source, String task) {
        return new WeightsException(
                source.description(),
                source.metadata().containsKey(ModelMetadata.CONFIG)
                        ? "a checkpoint of version 0.1, which does not describe its model: write it"
                                + " anew with the command convert"
                        : "no checkpoint of %s: it does not describe its model".formatted(task));
    }

    /**
     * A model for images of the size that a user asks for, if any.
     *
     * @throws WeightsException if its network does not work at that size
     */
    static <T> T resized(T found, IntFunction<T> withSize, ModelFile file, TensorSource source) {
        try {
            return file.imageSize().isPresent()
                    ? withSize.apply(file.imageSize().getAsInt())
                    : found;
        } catch (IllegalArgumentException e) {
            throw new WeightsException(source.description(), e.getMessage(), e);
        }
    }

    /**
     * The names of the classes, which checkpoints of dense tasks have.
     *
     * @throws WeightsException if there are none or not as many as classes
     */
    static List<String> classNames(TensorSource source, int classes) {
        return ModelMetadata.classNames(source)
                .filter(names -> names.size() == classes)
                .orElseThrow(
                        () ->
                                new WeightsException(
                                        source.description(),
                                        "no names of its %d classes".formatted(classes)));
    }

    /** How the backbone's weights are loaded: all of them, at the image size wanted. */
    static NetworkImport.Options allOf(ModelFile file) {
        return new NetworkImport.Options(file.positions(), true, NO_SEED);
    }

    private static String task(Class<?> type) {
        return type.getSimpleName().replace("Metadata", "").toLowerCase(Locale.ROOT);
    }
}
