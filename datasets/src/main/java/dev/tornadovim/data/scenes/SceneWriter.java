package dev.tornadovim.data.scenes;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.coco.CocoAnnotation;
import dev.tornadovim.data.coco.CocoAnnotations;
import dev.tornadovim.data.coco.CocoCategory;
import dev.tornadovim.data.coco.CocoImage;
import dev.tornadovim.data.coco.CocoWriter;
import dev.tornadovim.data.coco.Rle;
import dev.tornadovim.data.coco.RleMask;
import dev.tornadovim.data.dense.AdeFolder;
import dev.tornadovim.data.file.FileReplacement;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Writes scenes as files, once: to learn from with one set of garments, to measure on with another.
 *
 * <pre>
 * classes.txt                                names of the classes, the background first
 * images/{training,validation}/NAME.png
 * annotations/{training,validation}/NAME.png classes as ADE20K stores them, see {@link Scene#labels}
 * annotations/instances_{training,validation}.json the same scenes as COCO has them
 * scenes.json                                what they were made from
 * </pre>
 *
 * @param training garments of the scenes to learn from
 * @param validation garments of the scenes to measure on
 */
public record SceneWriter(
        SceneSettings settings, Dataset<Sample> training, Dataset<Sample> validation) {
    private static final Logger LOG = LogManager.getLogger(SceneWriter.class);

    /**
     * Writes the scenes, with all processors, or finds that they are there. The folder appears when it
     * is complete; a process that asks for it while another writes it waits.
     *
     * @param trainingScenes number of scenes to learn from
     * @param validationScenes number of scenes to measure on
     * @return the folder
     * @throws DataException if the folder holds anything else, or cannot be written
     */
    public Path write(Path folder, int trainingScenes, int validationScenes) {
        if (trainingScenes < 1 || validationScenes < 1) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%d and %d scenes, expected at least one of each",
                            trainingScenes,
                            validationScenes));
        }
        var made =
                new SceneRecord(
                        SceneRecord.GENERATION,
                        settings,
                        trainingScenes,
                        validationScenes,
                        training.info().sha256(),
                        validation.info().sha256());
        Path target = folder.toAbsolutePath().normalize();
        if (Files.exists(target)) {
            made.check(target);
            return target;
        }
        try {
            Files.createDirectories(target.getParent());
            writeAlone(target, made);
        } catch (UncheckedIOException e) {
            throw unwritable(target, e.getCause());
        } catch (IOException e) {
            throw unwritable(target, e);
        }
        return target;
    }

    private static DataException unwritable(Path target, IOException e) {
        return new DataException(target, "cannot be written: " + FileReplacement.reason(e), e);
    }

    /**
     * Holds a lock while the channel is open, so that one process writes, and the leftovers that it
     * finds are those of a dead one.
     */
    private void writeAlone(Path target, SceneRecord made) throws IOException {
        Path lock = target.resolveSibling("." + target.getFileName() + ".lock");
        Path part = target.resolveSibling("." + target.getFileName() + ".part");
        synchronized (SceneWriter.class) {
            try (var channel =
                    FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                if (Files.exists(target)) {
                    made.check(target);
                    return;
                }
                delete(part);
                LOG.info("writing {} scenes to {}", made.training() + made.validation(), target);
                try {
                    write(part, made);
                } catch (IOException | RuntimeException | Error e) {
                    delete(part); // on a full disk, it would take the space that others need
                    throw e;
                }
                Files.move(part, target);
            }
        }
    }

    private void write(Path folder, SceneRecord made) throws IOException {
        writeSplit(folder, Split.TRAIN, made.training());
        writeSplit(folder, Split.TEST, made.validation());
        var names = new Scenes(training, Split.TRAIN, settings).classNames();
        Files.write(folder.resolve(AdeFolder.CLASS_FILE), names);
        made.write(folder);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file :
                        (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        }
    }

    private void writeSplit(Path folder, Split split, int count) throws IOException {
        var garments = split == Split.TRAIN ? training : validation;
        var scenes = new Scenes(garments, split, settings);
        String part = split.part();
        Path images = Files.createDirectories(folder.resolve("images", part));
        Path labels = Files.createDirectories(folder.resolve("annotations", part));
        var objects =
                IntStream.range(0, count)
                        .parallel()
                        .mapToObj(i -> writeScene(scenes.get(i), images, labels, i))
                        .toList();
        var listed = new ArrayList<CocoImage>();
        var annotations = new ArrayList<CocoAnnotation>();
        for (int i = 0; i < count; i++) {
            listed.add(new CocoImage(i + 1, file(i), settings.height(), settings.width()));
            for (var object : objects.get(i)) {
                annotations.add(object.annotation(annotations.size() + 1, i + 1));
            }
        }
        var categories = new ArrayList<CocoCategory>();
        for (String name : garments.info().classNames()) {
            categories.add(new CocoCategory(categories.size() + 1, name));
        }
        Path file = folder.resolve("annotations", "instances_" + part + ".json");
        CocoWriter.write(file, new CocoAnnotations(file, listed, categories, annotations));
    }

    private static String file(int index) {
        return String.format(Locale.ROOT, "scene_%06d.png", index);
    }

    private List<SceneObject> writeScene(Scene scene, Path images, Path labels, int index) {
        try {
            PngFile.write(images.resolve(file(index)), scene.image());
            PngFile.write(labels.resolve(file(index)), scene.labels());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var objects = new ArrayList<SceneObject>();
        for (int k = 0; k < scene.garments().size(); k++) {
            var mask = Rle.encode(settings.height(), settings.width(), scene.mask(k));
            objects.add(new SceneObject(scene.garments().get(k), mask));
        }
        return objects;
    }

    /** A garment and its visible pixels. */
    private record SceneObject(Garment garment, Rle mask) {
        CocoAnnotation annotation(long id, long imageId) {
            double[] box = {garment.left(), garment.top(), garment.width(), garment.height()};
            return new CocoAnnotation(
                    id,
                    imageId,
                    garment.label() + 1,
                    box,
                    garment.area(),
                    false,
                    new RleMask(mask));
        }
    }
}
