package dev.tornadovim.data.coco;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.format.Names;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads a COCO file of annotations. Sections may stand in any order, others than the three needed are
 * passed over.
 *
 * <p>As in Detectron2, polygons of fewer than three corners are dropped, with a warning.
 */
final class CocoReader {
    private static final Logger LOG = LogManager.getLogger(CocoReader.class);

    private final Path file;
    private final List<CocoImage> images = new ArrayList<>();
    private final List<CocoCategory> categories = new ArrayList<>();

    /** Annotations, whose images, and so the sizes of their masks, may be listed further down. */
    private final List<Function<Map<Long, CocoImage>, CocoAnnotation>> entries = new ArrayList<>();

    private final Set<String> sections = new HashSet<>();
    private int dropped;

    private CocoReader(Path file) {
        this.file = file;
    }

    static CocoAnnotations read(Path file) {
        var reader = new CocoReader(file);
        JsonFile.read(file, reader::sections);
        return reader.result();
    }

    private void sections(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new DataException(
                    file, "no JSON object, expected one with images, categories and annotations");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String section = parser.currentName();
            boolean array = parser.nextToken() == JsonToken.START_ARRAY;
            sections.add(array ? section : "");
            switch (array ? section : "") {
                case "images" -> JsonFile.elements(parser, this::image);
                case "categories" -> JsonFile.elements(parser, this::category);
                case "annotations" -> JsonFile.elements(parser, this::annotation);
                default -> parser.skipChildren();
            }
        }
    }

    private void image(JsonNode node) {
        var image = JsonFields.of(file, "image", node);
        var fileName = image.text("file_name");
        if (!Names.isInside(fileName)) {
            throw image.unexpected("file_name", "a path inside of the folder of the images");
        }
        int height = image.size("height");
        int width = image.size("width");
        if ((long) height * width > Integer.MAX_VALUE) {
            throw image.problem(
                    "%d × %d pixels, expected less than 2^31 in all".formatted(width, height));
        }
        images.add(new CocoImage(image.integer("id"), fileName, height, width));
    }

    private void category(JsonNode node) {
        var category = JsonFields.of(file, "category", node);
        categories.add(new CocoCategory(category.integer("id"), category.text("name")));
    }

    private void annotation(JsonNode node) {
        var annotation = JsonFields.of(file, "annotation", node);
        long id = annotation.integer("id");
        long imageId = annotation.integer("image_id");
        long categoryId = annotation.integer("category_id");
        double[] box = annotation.box("bbox");
        var area =
                annotation.has("area")
                        ? OptionalDouble.of(annotation.number("area"))
                        : OptionalDouble.empty();
        boolean crowd = annotation.flag("iscrowd");
        var segmentation = segmentation(annotation);
        entries.add(
                images -> {
                    var image = images.get(imageId);
                    if (image == null) {
                        throw CocoAnnotations.unlisted(file, id, "image", imageId, "images");
                    }
                    var mask = segmentation.apply(image);
                    double pixels =
                            area.orElseGet(
                                    () -> mask.isEmpty() ? box[2] * box[3] : mask.rle().area());
                    return new CocoAnnotation(id, imageId, categoryId, box, pixels, crowd, mask);
                });
    }

    private Function<CocoImage, Mask> segmentation(JsonFields annotation) {
        var segmentation = annotation.get("segmentation");
        if (segmentation.isObject()) {
            var rle = annotation.rle("segmentation");
            return image -> mask(annotation, rle, image);
        }
        if (annotation.has("segmentation") && !segmentation.isArray()) {
            throw annotation.unexpected("segmentation", "polygons or an RLE");
        }
        var polygons = new ArrayList<double[]>();
        for (var polygon : segmentation) {
            if (!polygon.isArray()) {
                throw annotation.unexpected("segmentation", "a list of polygons");
            }
            double[] corners = annotation.coordinates("segmentation", polygon);
            if (corners.length >= 6 && corners.length % 2 == 0) {
                polygons.add(corners);
            } else if (dropped++ == 0) {
                LOG.warn(
                        "{}: a polygon of {} numbers is left out, expected x and y of three corners"
                                + " or more",
                        annotation.name(),
                        corners.length);
            }
        }
        return image -> new PolygonMask(image.height(), image.width(), polygons);
    }

    private CocoAnnotations result() {
        for (var section : List.of("images", "categories", "annotations")) {
            if (!sections.contains(section)) {
                throw new DataException(file, "no list of %s in it".formatted(section));
            }
        }
        if (dropped > 1) {
            LOG.warn("{}: {} polygons like that are left out", file, dropped);
        }
        var sizes = new HashMap<Long, CocoImage>();
        images.forEach(image -> sizes.put(image.id(), image));
        var annotations = entries.stream().map(entry -> entry.apply(sizes)).toList();
        return new CocoAnnotations(file, images, categories, annotations);
    }

    private Mask mask(JsonFields annotation, Rle rle, CocoImage image) {
        if (rle.height() != image.height() || rle.width() != image.width()) {
            throw new DataException(
                    file,
                    "%s has an RLE of %d × %d, but its image %d × %d"
                            .formatted(
                                    annotation.what(),
                                    rle.height(),
                                    rle.width(),
                                    image.height(),
                                    image.width()));
        }
        return new RleMask(rle);
    }
}
