package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.pipeline.inference.ClassificationMetadata;
import dev.tornadovim.pipeline.inference.ModelMetadata;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.train.Checkpoints;
import dev.tornadovim.pipeline.weights.NetworkShapes;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Metadata stored in a checkpoint: the resolved config, and the description of the model. */
public final class CheckpointConfig {

    private static final Logger LOG = LogManager.getLogger();

    private CheckpointConfig() {}

    /** Checkpoints of a run that say how to use them: config, model, and the names of the classes. */
    static Checkpoints checkpoints(RunFolder run, List<String> classNames) {
        return new Checkpoints(
                run.checkpoints(),
                Map.of(
                        "experiment",
                        run.config().name(),
                        ModelMetadata.CONFIG,
                        run.configText(),
                        ModelMetadata.KEY,
                        describe(run.config(), classNames.size()).json(),
                        ModelMetadata.CLASSES,
                        String.join("\n", classNames)));
    }

    private static ModelMetadata describe(ExperimentConfig config, int classes) {
        return switch (config.task()) {
            case CLASSIFICATION ->
                    ClassificationSetup.metadata(
                            config, ClassificationSetup.config(config, classes));
            case SEGMENTATION ->
                    SegmentationSetup.metadata(config, SegmentationSetup.network(config, classes));
            case DETECTION -> DetectionSetup.metadata(config, classes);
        };
    }

    /**
     * Describes the model of a file that does not do so itself: by the config of a checkpoint of
     * version 0.1, or by the shapes of public weights.
     *
     * @return empty where neither says what the model is
     */
    public static Optional<ModelMetadata> describe(TensorSource source) {
        try {
            Optional<ExperimentConfig> own = of(source, List.of());
            Optional<List<String>> names = ModelMetadata.classNames(source);
            if (own.isPresent()) {
                return names.map(all -> describe(own.get(), all.size()));
            }
            return Optional.of(ClassificationMetadata.published(NetworkShapes.infer(source)));
        } catch (ConfigException | WeightsException | IllegalArgumentException e) {
            LOG.debug("{}: the model is not described", source.description(), e);
            return Optional.empty();
        }
    }

    /**
     * The config of the training, if the file has one.
     *
     * @param overrides of single keys
     */
    public static Optional<ExperimentConfig> of(TensorSource source, List<String> overrides) {
        return Optional.ofNullable(source.metadata().get(ModelMetadata.CONFIG))
                .map(
                        text ->
                                new ConfigLoader(ConfigFolder.locate(Path.of("")))
                                        .parse(source.description(), text, overrides));
    }

    /** What a network was trained for; that of other projects' files is classification. */
    public static Task task(TensorSource source) {
        return of(source, List.of()).map(ExperimentConfig::task).orElse(Task.CLASSIFICATION);
    }

    /** The network that was trained, for any number of classes, if the file says so. */
    public static Optional<NetworkConfig> network(TensorSource source) {
        return of(source, List.of())
                .map(
                        own -> {
                            try {
                                return ClassificationSetup.config(own, 1);
                            } catch (IllegalArgumentException e) {
                                throw new WeightsException(source.description(), e.getMessage(), e);
                            }
                        })
                .or(() -> ModelMetadata.of(source).map(ModelMetadata::backbone));
    }
}
