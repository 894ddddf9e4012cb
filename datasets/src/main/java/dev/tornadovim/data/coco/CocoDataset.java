package dev.tornadovim.data.coco;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.format.Fingerprint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Images and objects of a COCO file. Labels are the places of the categories in the order of their
 * ids, samples are in the order of the images' ids.
 *
 * <p>Objects that cannot be learned from are left out of the samples, as in Detectron2: boxes without
 * area and, in a file with masks, objects without one. They stay in {@link #annotations()}, which is
 * what results are measured on.
 */
public final class CocoDataset implements DetectionDataset {
    private final CocoAnnotations annotations;
    private final Path imageFolder;
    private final ImageDecoder decoder;
    private final boolean masks;
    private final List<CocoImage> images;
    private final DatasetInfo info;

    private CocoDataset(
            Path file,
            CocoAnnotations annotations,
            Path imageFolder,
            ImageDecoder decoder,
            boolean keepEmpty) {
        this.annotations = annotations;
        this.imageFolder = imageFolder;
        this.decoder = decoder;
        this.masks = annotations.annotations().stream().anyMatch(a -> !a.mask().isEmpty());
        this.images =
                annotations.images().stream()
                        .filter(image -> keepEmpty || hasObjects(image))
                        .toList();
        if (images.isEmpty()) {
            throw new DataException(file, "no images in it" + (keepEmpty ? "" : " with objects"));
        }
        String name = file.getFileName().toString();
        this.info =
                new DatasetInfo(
                        name.endsWith(".json") ? name.substring(0, name.length() - 5) : name,
                        "unknown",
                        imageFolder.toString(),
                        images.size(),
                        annotations.categories().stream().map(CocoCategory::name).toList(),
                        Fingerprint.of(file));
    }

    /**
     * Reads the annotations and keeps every image: for evaluation.
     *
     * @param file of annotations; the fingerprint covers its bytes
     * @param imageFolder to which the names of the images are relative
     * @throws DataException if the file is missing or damaged
     */
    public static CocoDataset open(Path file, Path imageFolder, ImageDecoder decoder) {
        return open(file, imageFolder, decoder, true);
    }

    /**
     * Reads the annotations.
     *
     * @param keepEmpty whether to keep images without an object to learn from: Detectron2 does so
     *     for evaluation, but not for training
     */
    public static CocoDataset open(
            Path file, Path imageFolder, ImageDecoder decoder, boolean keepEmpty) {
        var annotations = CocoAnnotations.read(file);
        return new CocoDataset(file, annotations, imageFolder, decoder, keepEmpty);
    }

    private boolean hasObjects(CocoImage image) {
        return annotations.annotations(image.id()).stream().anyMatch(a -> usable(a) && !a.crowd());
    }

    private boolean usable(CocoAnnotation annotation) {
        return annotation.hasArea() && !(masks && annotation.mask().isEmpty());
    }

    /** Everything the file says. */
    public CocoAnnotations annotations() {
        return annotations;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public DetectionSample get(int index) {
        var listed = images.get(index);
        var file = imageFolder.resolve(listed.fileName());
        var image = decoder.decode(file);
        if (image.height() != listed.height() || image.width() != listed.width()) {
            throw new DataException(
                    file,
                    "%d × %d pixels, but its annotations say %d × %d"
                            .formatted(
                                    image.width(),
                                    image.height(),
                                    listed.width(),
                                    listed.height()));
        }
        var instances = new ArrayList<Instance>();
        for (var annotation : annotations.annotations(listed.id())) {
            if (usable(annotation)) {
                double[] box = annotation.box();
                instances.add(
                        new Instance(
                                annotations.label(annotation.categoryId()),
                                new double[] {box[0], box[1], box[0] + box[2], box[1] + box[3]},
                                annotation.crowd(),
                                annotation.mask()));
            }
        }
        return new DetectionSample(image, instances, listed.id(), listed.height(), listed.width());
    }

    @Override
    public DatasetInfo info() {
        return info;
    }
}
