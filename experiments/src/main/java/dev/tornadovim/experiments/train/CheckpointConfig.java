package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.train.Checkpoints;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a checkpoint of this project says of itself, in the free text of its header. */
public final class CheckpointConfig {

    /** Key of the resolved config, as YAML. */
    public static final String CONFIG = "config";

    /** Key of the names of the classes, one a line. */
    public static final String CLASSES = "classes";

    private CheckpointConfig() {}

    /** Checkpoints of a run that say how to use them: the config, and the names of the classes. */
    static Checkpoints checkpoints(RunFolder run, List<String> classNames) {
        return new Checkpoints(
                run.checkpoints(),
                Map.of(
                        "experiment",
                        run.config().name(),
                        CONFIG,
                        run.configText(),
                        CLASSES,
                        String.join("\n", classNames)));
    }

    /**
     * The config of the training, if the file has one.
     *
     * @param overrides of single keys
     */
    public static Optional<ExperimentConfig> of(TensorSource source, List<String> overrides) {
        return Optional.ofNullable(source.metadata().get(CONFIG))
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
                            int size = own.data().imageSize();
                            int channels = own.data().mean().size();
                            try {
                                return own.model().network(size, size, channels, 1);
                            } catch (IllegalArgumentException e) {
                                throw new WeightsException(source.description(), e.getMessage(), e);
                            }
                        });
    }

    /** The names of the classes, if the file has them. */
    public static Optional<List<String>> classes(TensorSource source) {
        return Optional.ofNullable(source.metadata().get(CLASSES)).map(t -> t.lines().toList());
    }
}
