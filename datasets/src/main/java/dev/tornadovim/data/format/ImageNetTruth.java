package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.file.DataFiles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The classes of ImageNet's validation images, which themselves do not tell: from a development kit
 * ({@link ImageNetKit}), or from the files of Kaggle's competition, {@code LOC_val_solution.csv} with
 * the class of each image by its name and {@code LOC_synset_mapping.txt} with all classes.
 *
 * @param classes WordNet ids, sorted: their places are the labels
 * @param ofImages WordNet id of each image
 */
record ImageNetTruth(List<String> classes, List<String> ofImages) {
    private static final String SOLUTION = "LOC_val_solution.csv";
    private static final String SYNSETS = "LOC_synset_mapping.txt";

    /**
     * Finds the classes.
     *
     * @param places folders to look in
     * @param source of the images, in messages
     * @param images names of their files, sorted
     * @throws DataException if there is no such file, or it does not fit the images
     */
    static ImageNetTruth of(List<Path> places, Object source, List<String> images) {
        var kit = new ImageNetKit(places);
        var truth = kit.truth();
        var solution = find(places, SOLUTION);
        if (truth.isPresent()) {
            return ofKit(kit, truth.get(), source, images);
        }
        if (solution.isPresent()) {
            return ofKaggle(solution.get(), find(places, SYNSETS), images);
        }
        throw new DataException(
                source,
                "nothing beside it that tells the classes of its %d images, expected ImageNet's development kit (ILSVRC2012_devkit_t12 or its .tar.gz) or Kaggle's %s in %s"
                        .formatted(images.size(), SOLUTION, places.getFirst()));
    }

    /** Label of an image by its place among the images. */
    int label(int image) {
        return Collections.binarySearch(classes, ofImages.get(image));
    }

    private static ImageNetTruth ofKit(
            ImageNetKit kit, ImageNetKit.KitFile truth, Object source, List<String> images) {
        var classes =
                kit.classes(truth)
                        .orElseThrow(
                                () ->
                                        new DataException(
                                                truth.source(),
                                                "no meta.mat or map_clsloc.txt beside it, which"
                                                        + " says what its numbers mean"));
        Map<Integer, String> ids = ImageNetKit.wordNetIds(classes);
        var lines = truth.lines();
        if (lines.size() != images.size()) {
            throw new DataException(
                    truth.source(),
                    "%d lines, expected %d, one for each image of %s"
                            .formatted(lines.size(), images.size(), source));
        }
        var ofImages = new ArrayList<String>();
        for (String line : lines) {
            String id = line.matches("[0-9]{1,6}") ? ids.get(Integer.valueOf(line)) : null;
            if (id == null) {
                throw new DataException(
                        truth.source(),
                        "line %d holds \"%s\", expected a class of %s"
                                .formatted(ofImages.size() + 1, line, classes.name()));
            }
            ofImages.add(id);
        }
        return new ImageNetTruth(ids.values().stream().sorted().toList(), ofImages);
    }

    private static ImageNetTruth ofKaggle(
            Path solution, Optional<Path> synsets, List<String> images) {
        var ids = new HashMap<String, String>();
        for (String line : DataFiles.lines(solution, "classes of images")) {
            String[] columns = line.split("[,\\s]+");
            if (columns.length >= 2) {
                ids.put(columns[0], columns[1]);
            }
        }
        ids.remove("ImageId");
        var ofImages = new ArrayList<String>();
        for (String image : images) {
            String id = ids.get(image.substring(0, image.lastIndexOf('.')));
            if (id == null) {
                throw new DataException(solution, "no line for the image " + image);
            }
            ofImages.add(id);
        }
        var classes = new TreeSet<>(ids.values());
        synsets.ifPresent(
                file ->
                        DataFiles.lines(file, "classes")
                                .forEach(line -> classes.add(line.split("\\s+")[0])));
        return new ImageNetTruth(List.copyOf(classes), ofImages);
    }

    private static Optional<Path> find(List<Path> places, String name) {
        return places.stream().map(place -> place.resolve(name)).filter(Files::exists).findFirst();
    }
}
