package dev.tornadovim.experiments.inference;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.train.CheckpointConfig;
import dev.tornadovim.pipeline.weights.NetworkImport;
import dev.tornadovim.pipeline.weights.TensorSource;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a checkpoint of segmentation or detection says of its network.
 *
 * @param config of the training, for this machine
 * @param classNames in the order of the labels
 */
record DenseCheckpoint(ExperimentConfig config, List<String> classNames) {

    /** Seed of what a file lacks; nothing may be lacking. */
    private static final long NO_SEED = 0;

    /**
     * Reads the header.
     *
     * @param task that the checkpoint must be of
     * @param overrides of the config that the file carries
     * @throws WeightsException if it is of another task, or lacks config or names
     */
    static DenseCheckpoint read(
            ModelFile file, TensorSource source, Task task, List<String> overrides) {
        NetworkOverrides.refuse(overrides, "model");
        String name = task.name().toLowerCase(Locale.ROOT);
        // The machine that trained says nothing about this one.
        List<String> all = new ArrayList<>(List.of("engine=auto", "device=auto", "threads=0"));
        file.imageSize().ifPresent(size -> all.add("data.imageSize=" + size));
        all.addAll(overrides);
        ExperimentConfig config =
                CheckpointConfig.of(source, all)
                        .filter(found -> found.task() == task)
                        .orElseThrow(() -> lacks(file, name, "config of task=" + name));
        List<String> classNames =
                CheckpointConfig.classes(source)
                        .orElseThrow(() -> lacks(file, name, "names of classes"));
        return new DenseCheckpoint(config, classNames);
    }

    private static WeightsException lacks(ModelFile file, String task, String what) {
        return new WeightsException(
                file.weights(), "no checkpoint of %s: it lacks the %s".formatted(task, what));
    }

    /** How the backbone's weights are taken: all of them, at the image size wanted. */
    static NetworkImport.Options backboneOptions(ModelFile file) {
        return new NetworkImport.Options(file.positions(), true, NO_SEED);
    }
}
