package dev.tornadovim.data.coco;

import dev.tornadovim.data.DataException;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a COCO file of annotations says. Categories are numbered from 0 in the order of their ids: the
 * labels of a detector.
 */
public final class CocoAnnotations {
    private final List<CocoImage> images;
    private final List<CocoCategory> categories;
    private final List<CocoAnnotation> annotations;
    private final Map<Long, CocoImage> imageById;
    private final Map<Long, Integer> labelById = new HashMap<>();
    private final Map<Long, List<CocoAnnotation>> byImage;

    /**
     * Puts lists together and checks how they refer to each other.
     *
     * @param source names the file in messages
     * @throws DataException if two have one id, or an annotation is of an image or a category that is
     *     not in the lists
     */
    public CocoAnnotations(
            Object source,
            List<CocoImage> images,
            List<CocoCategory> categories,
            List<CocoAnnotation> annotations) {
        this.images = sorted(source, "images", images, CocoImage::id);
        this.categories = sorted(source, "categories", categories, CocoCategory::id);
        this.annotations = List.copyOf(annotations);
        sorted(source, "annotations", annotations, CocoAnnotation::id);
        this.imageById =
                this.images.stream().collect(Collectors.toMap(CocoImage::id, image -> image));
        for (var category : this.categories) {
            labelById.put(category.id(), labelById.size());
        }
        for (var annotation : annotations) {
            if (!imageById.containsKey(annotation.imageId())) {
                throw unlisted(source, annotation.id(), "image", annotation.imageId(), "images");
            }
            if (!labelById.containsKey(annotation.categoryId())) {
                throw unlisted(
                        source, annotation.id(), "category", annotation.categoryId(), "categories");
            }
        }
        this.byImage =
                this.annotations.stream().collect(Collectors.groupingBy(CocoAnnotation::imageId));
    }

    /**
     * Reads a file.
     *
     * @throws DataException if it is no such file or damaged
     */
    public static CocoAnnotations read(Path file) {
        return CocoReader.read(file);
    }

    /**
     * The part that is about some of the images.
     *
     * @param ids of the images to keep
     */
    public CocoAnnotations only(Set<Long> ids) {
        return new CocoAnnotations(
                "%d of %d images".formatted(ids.size(), images.size()),
                images.stream().filter(image -> ids.contains(image.id())).toList(),
                categories,
                annotations.stream().filter(a -> ids.contains(a.imageId())).toList());
    }

    static DataException unlisted(
            Object source, long annotation, String what, long id, String list) {
        return new DataException(
                source,
                "annotation %d is of %s %d, which is not among the %s"
                        .formatted(annotation, what, id, list));
    }

    private static <T> List<T> sorted(
            Object source, String what, List<T> given, Function<T, Long> id) {
        var sorted = given.stream().sorted(Comparator.comparing(id)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (id.apply(sorted.get(i)).equals(id.apply(sorted.get(i - 1)))) {
                throw new DataException(
                        source, "two %s have the id %d".formatted(what, id.apply(sorted.get(i))));
            }
        }
        return sorted;
    }

    /** Images in the order of their ids. */
    public List<CocoImage> images() {
        return images;
    }

    /** An image by its id, null if there is none. */
    public CocoImage image(long id) {
        return imageById.get(id);
    }

    /** Categories in the order of their ids, which is that of the labels. */
    public List<CocoCategory> categories() {
        return categories;
    }

    /** Label of a category, −1 if there is no such category. */
    public int label(long categoryId) {
        return labelById.getOrDefault(categoryId, -1);
    }

    /** Annotations in the order of the file. */
    public List<CocoAnnotation> annotations() {
        return annotations;
    }

    /** Annotations of an image in the order of the file. */
    public List<CocoAnnotation> annotations(long imageId) {
        return byImage.getOrDefault(imageId, List.of());
    }
}
