package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.setting.Setting;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Scenes that are made of the garments of Fashion-MNIST, {@code data.imageSize} pixels square.
 *
 * @param training number of scenes to learn from
 * @param validation number of scenes to measure on
 * @param seed of everything random in them
 * @param garments folder of Fashion-MNIST's files; without it, what {@code data=fashion_mnist} finds
 * @param count fewest and most garments of a scene
 * @param sides smallest and largest side of a garment's picture, as shares of the scene's side
 * @param rotation largest rotation of a garment either way, in degrees
 * @param overlap largest share of a garment's picture that another's takes, where there is room
 */
public record ScenesConfig(
        int training,
        int validation,
        long seed,
        Optional<String> garments,
        List<Integer> count,
        List<Double> sides,
        double rotation,
        double overlap) {

    /** Checks the ranges. */
    public ScenesConfig {
        Setting.atLeast("training", 1, training);
        Setting.atLeast("validation", 1, validation);
        count = List.copyOf(count);
        Setting.require(
                count.size() == 2 && count.getFirst() >= 0 && count.getFirst() <= count.getLast(),
                "count",
                count.toString(),
                "fewest and most garments of a scene");
        sides = List.copyOf(sides);
        Setting.require(
                sides.size() == 2
                        && sides.getFirst() > 0
                        && sides.getFirst() <= sides.getLast()
                        && sides.getLast() <= 1,
                "sides",
                sides.toString(),
                "smallest and largest side, above 0 and at most 1");
        Setting.require(
                rotation >= 0 && rotation <= 180,
                "rotation",
                Double.toString(rotation),
                "degrees from 0 to 180");
        Setting.share("overlap", overlap);
    }

    /** The folder of the garments as a path. */
    public Optional<Path> garmentsFolder() {
        return garments.map(Path::of);
    }
}
