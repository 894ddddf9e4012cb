package dev.tornadovim.experiments.inference;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.train.CheckpointConfig;
import dev.tornadovim.experiments.train.ClassificationSetup;
import dev.tornadovim.experiments.train.DetectionSetup;
import dev.tornadovim.experiments.train.SegmentationSetup;
import dev.tornadovim.pipeline.inference.ClassificationMetadata;
import dev.tornadovim.pipeline.inference.ModelFile;
import dev.tornadovim.pipeline.inference.ModelMetadata;
import dev.tornadovim.pipeline.inference.TrainedClassifier;
import dev.tornadovim.pipeline.inference.TrainedDetector;
import dev.tornadovim.pipeline.inference.TrainedSegmentation;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.NetworkPresets;
import dev.tornadovim.pipeline.weights.SeveralNetworksException;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Trained weights as commands use them: a checkpoint's config, which may be overridden, says how images
 * are prepared and which engine runs.
 *
 * @param trained the network with its weights
 * @param config of the training, for this machine; for files that have none, that of ImageNet
 */
public record OpenedWeights<T>(T trained, ExperimentConfig config) {

    /** Config of files that bring none. */
    private static final String EVALUATION = "_base_/evaluation.yaml";

    /**
     * Reads what the network of a file was trained for; that of other projects' files is
     * classification.
     *
     * @throws WeightsException if it is no file of weights
     */
    public static Task task(ModelFile file) {
        try (TensorSource source = source(file)) {
            return CheckpointConfig.task(source);
        }
    }

    /**
     * Opens the network of a file.
     *
     * @throws WeightsException if it is no file of weights
     * @throws ConfigException if it holds several networks and none is named
     */
    static TensorSource source(ModelFile file) {
        try {
            return file.open();
        } catch (SeveralNetworksException e) {
            throw new ConfigException(e.getMessage() + " with --network", e);
        }
    }

    /**
     * Opens a classifier.
     *
     * @param overrides of the config, without those that would change the network
     * @throws WeightsException if it is no file of weights, or one for another network
     */
    public static OpenedWeights<TrainedClassifier> classifier(
            ModelFile file, List<String> overrides) {
        NetworkOverrides.refuse(overrides, "model", "data.imageSize");
        try (TensorSource source = source(file)) {
            file.preset().ifPresent(OpenedWeights::requirePreset);
            ImageClassifier network =
                    TrainedClassifier.network(file, source, CheckpointConfig.network(source));
            ExperimentConfig config = config(source, network.config(), overrides);
            return new OpenedWeights<>(
                    new TrainedClassifier(
                            source.description(),
                            network,
                            ClassificationSetup.metadata(config, network.config()),
                            ModelMetadata.classNames(source)),
                    config);
        }
    }

    private static void requirePreset(String name) {
        try {
            NetworkPresets.of(name);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }

    private static ExperimentConfig config(
            TensorSource source, NetworkConfig network, List<String> overrides) {
        List<String> all = forThisMachine();
        if (ModelMetadata.of(source).orElse(null) instanceof ClassificationMetadata described
                && !source.metadata().containsKey(ModelMetadata.CONFIG)) {
            all.add("data.mean=" + described.statistics().mean());
            all.add("data.deviation=" + described.statistics().std());
            all.add("data.cropShare=" + described.cropPct());
        }
        all.addAll(overrides);
        all.add("data.imageSize=" + network.imageHeight());
        var config =
                CheckpointConfig.of(source, all)
                        .orElseGet(
                                () ->
                                        new ConfigLoader(ConfigFolder.locate(Path.of("")))
                                                .load(EVALUATION, all)
                                                .config());
        int channels = config.data().mean().size();
        if (channels != network.channels()) {
            throw new ConfigException(
                    "%s: a network of %d channel(s), but data.mean has %d; set data.mean and data.deviation"
                            .formatted(source.description(), network.channels(), channels));
        }
        return config;
    }

    /** The machine that trained says nothing about this one. */
    private static List<String> forThisMachine() {
        return new ArrayList<>(List.of("engine=auto", "device=auto", "threads=0"));
    }

    /**
     * Opens a checkpoint of segmentation.
     *
     * @param file the weights; its image size becomes that of the windows
     * @param overrides of the config that the file carries
     * @throws WeightsException if it is no checkpoint of segmentation
     */
    public static OpenedWeights<TrainedSegmentation> segmentation(
            ModelFile file, List<String> overrides) {
        refusePreset(file, "a segmentation network");
        try (TensorSource source = source(file)) {
            var config = denseConfig(file, source, Task.SEGMENTATION, overrides);
            List<String> names = classNames(file, source, Task.SEGMENTATION);
            var network = SegmentationSetup.network(config, names.size());
            var metadata = SegmentationSetup.metadata(config, network);
            return new OpenedWeights<>(
                    TrainedSegmentation.load(file, source, metadata, names), config);
        }
    }

    /**
     * Opens a checkpoint of detection.
     *
     * @param file the weights; its image size becomes that of the square images are fitted into
     * @param overrides of the config that the file carries
     * @throws WeightsException if it is no checkpoint of detection
     */
    public static OpenedWeights<TrainedDetector> detector(ModelFile file, List<String> overrides) {
        refusePreset(file, "a detector");
        try (TensorSource source = source(file)) {
            var config = denseConfig(file, source, Task.DETECTION, overrides);
            List<String> names = classNames(file, source, Task.DETECTION);
            var metadata = DetectionSetup.metadata(config, names.size());
            var network = DetectionSetup.network(config, names.size());
            return new OpenedWeights<>(
                    TrainedDetector.load(file, source, network, metadata, names), config);
        }
    }

    private static void refusePreset(ModelFile file, String what) {
        if (file.preset().isPresent()) {
            throw new ConfigException(
                    "--model is for classifiers: %s is what its file says".formatted(what));
        }
    }

    private static ExperimentConfig denseConfig(
            ModelFile file, TensorSource source, Task task, List<String> overrides) {
        NetworkOverrides.refuse(overrides, "model");
        List<String> all = forThisMachine();
        file.imageSize().ifPresent(size -> all.add("data.imageSize=" + size));
        all.addAll(overrides);
        return CheckpointConfig.of(source, all)
                .filter(found -> found.task() == task)
                .orElseThrow(() -> lacks(file, task, "config of task=" + lower(task)));
    }

    private static List<String> classNames(ModelFile file, TensorSource source, Task task) {
        return ModelMetadata.classNames(source)
                .orElseThrow(() -> lacks(file, task, "names of classes"));
    }

    private static WeightsException lacks(ModelFile file, Task task, String what) {
        return new WeightsException(
                file.weights(),
                "no checkpoint of %s: it lacks the %s".formatted(lower(task), what));
    }

    private static String lower(Task task) {
        return task.name().toLowerCase(Locale.ROOT);
    }
}
