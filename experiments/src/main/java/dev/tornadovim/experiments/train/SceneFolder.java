package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Split;
import dev.tornadovim.data.format.FashionMnist;
import dev.tornadovim.data.scenes.SceneSettings;
import dev.tornadovim.data.scenes.SceneWriter;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.ScenesConfig;

import java.nio.file.Path;
import java.util.Locale;

/**
 * The folder of an experiment's scenes, written when they are first asked for: in {@code data.dir}, or
 * in {@code data} beside the folder of all runs. It is in the layouts of ADE20K and COCO.
 */
final class SceneFolder {

    private SceneFolder() {}

    /** The folder, complete. */
    static Path of(ExperimentConfig config) {
        ScenesConfig scenes = config.scenes().orElseThrow();
        int size = config.data().imageSize();
        Path parent =
                config.data()
                        .folder()
                        .orElseGet(() -> Path.of(config.run().dir()).resolveSibling("data"));
        String name =
                String.format(
                        Locale.ROOT,
                        "scenes-%d-%d-%d-seed-%d",
                        size,
                        scenes.training(),
                        scenes.validation(),
                        scenes.seed());
        var writer =
                new SceneWriter(
                        settings(size, scenes),
                        FashionMnist.open(scenes.garmentsFolder(), Split.TRAIN),
                        FashionMnist.open(scenes.garmentsFolder(), Split.TEST));
        return writer.write(parent.resolve(name), scenes.training(), scenes.validation());
    }

    private static SceneSettings settings(int size, ScenesConfig scenes) {
        return new SceneSettings(
                size,
                size,
                scenes.count().getFirst(),
                scenes.count().getLast(),
                scenes.sides().getFirst(),
                scenes.sides().getLast(),
                scenes.rotation(),
                scenes.overlap(),
                scenes.seed());
    }
}
