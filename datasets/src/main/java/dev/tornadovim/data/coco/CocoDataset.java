package dev.tornadovim.data.coco;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.format.Fingerprint;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Images and objects of a COCO file. Labels are the places of the categories in the order of their
 * ids, samples are in the order of the images' ids.
 *
 * <p>Objects that cannot be learned from are left out of the samples, as in Detectron2: boxes without
 * area and, in a file with masks, objects without one. They stay in {@link #annotations()}, which is
 * what results are measured on.
 */
public final class CocoDataset implements Dataset<DetectionSample> {
    private final CocoAnnotations annotations;
    private final Path imageFolder;
    private final ImageDecoder decoder;
    private final boolean masks;
    private final List<CocoImage> images;
    private final DatasetInfo info;

    private CocoDataset(
            CocoAnnotations annotations,
            Path imageFolder,
            ImageDecoder decoder,
            boolean masks,
            List<CocoImage> images,
            DatasetInfo info) {
        this.annotations = annotations;
        this.imageFolder = imageFolder;
        this.decoder = decoder;
        this.masks = masks;
        this.images = images;
        this.info = info;
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
        var all = CocoAnnotations.read(file);
        boolean masks = all.annotations().stream().anyMatch(a -> !a.mask().isEmpty());
        Predicate<CocoAnnotation> wanted = a -> a.isLearnable(masks) && !a.crowd();
        var images =
                all.images().stream()
                        .filter(i -> keepEmpty || all.annotations(i.id()).stream().anyMatch(wanted))
                        .toList();
        if (images.isEmpty()) {
            throw new DataException(file, "no images in it" + (keepEmpty ? "" : " with objects"));
        }
        var info =
                DatasetInfo.ofFiles(
                        file.getFileName().toString().replaceFirst("\\.json$", ""),
                        imageFolder,
                        images.size(),
                        all.categories().stream().map(CocoCategory::name).toList(),
                        Fingerprint.of(file));
        return new CocoDataset(all, imageFolder, decoder, masks, images, info);
    }

    /** The first images, with the annotations of these only. */
    @Override
    public CocoDataset first(int limit) {
        if (limit == 0 || limit >= size()) {
            return this;
        }
        var kept = images.subList(0, limit);
        var ids = kept.stream().map(CocoImage::id).collect(Collectors.toSet());
        return new CocoDataset(
                annotations.only(ids), imageFolder, decoder, masks, kept, info.first(limit));
    }

    /**
     * Images of one object each, as images with a class: that of the object. Reading one fails if it
     * has no object, or several.
     */
    public Dataset<Sample> singleObjects() {
        return Dataset.of(info, index -> singleObject(get(index)));
    }

    private Sample singleObject(DetectionSample sample) {
        var instances = sample.instances();
        if (instances.size() != 1) {
            throw new DataException(
                    imageFolder,
                    "image %d has %d objects, expected one"
                            .formatted(sample.imageId(), instances.size()));
        }
        return new Sample(sample.image(), instances.getFirst().label());
    }

    /** Everything the file says. */
    public CocoAnnotations annotations() {
        return annotations;
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
        var instances =
                annotations.annotations(listed.id()).stream()
                        .filter(annotation -> annotation.isLearnable(masks))
                        .map(this::instance)
                        .toList();
        return new DetectionSample(image, instances, listed.id());
    }

    private Instance instance(CocoAnnotation annotation) {
        return new Instance(
                annotations.label(annotation.categoryId()),
                annotation.corners(),
                annotation.crowd(),
                annotation.mask());
    }

    @Override
    public String name(int index) {
        return "image " + images.get(index).id();
    }

    @Override
    public DatasetInfo info() {
        return info;
    }
}
