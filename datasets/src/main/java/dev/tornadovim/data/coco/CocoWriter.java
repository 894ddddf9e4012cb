package dev.tornadovim.data.coco;

import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes annotations as a COCO file. Masks of polygons are written as polygons, others as compressed
 * RLEs, both of which pycocotools reads.
 */
public final class CocoWriter {
    private CocoWriter() {}

    /** Writes a file, which appears under its name when it is complete. */
    public static void write(Path file, CocoAnnotations annotations) {
        JsonFile.write(
                file,
                json -> {
                    json.writeStartObject();
                    JsonFile.objects(json, "images", annotations.images(), CocoWriter::image);
                    JsonFile.objects(
                            json, "categories", annotations.categories(), CocoWriter::category);
                    JsonFile.objects(
                            json, "annotations", annotations.annotations(), CocoWriter::annotation);
                    json.writeEndObject();
                });
    }

    private static void image(JsonGenerator json, CocoImage image) throws IOException {
        json.writeNumberField("id", image.id());
        json.writeStringField("file_name", image.fileName());
        json.writeNumberField("height", image.height());
        json.writeNumberField("width", image.width());
    }

    private static void category(JsonGenerator json, CocoCategory category) throws IOException {
        json.writeNumberField("id", category.id());
        json.writeStringField("name", category.name());
    }

    private static void annotation(JsonGenerator json, CocoAnnotation annotation)
            throws IOException {
        json.writeNumberField("id", annotation.id());
        json.writeNumberField("image_id", annotation.imageId());
        json.writeNumberField("category_id", annotation.categoryId());
        json.writeFieldName("bbox");
        json.writeArray(annotation.box(), 0, 4);
        json.writeNumberField("area", annotation.area());
        json.writeNumberField("iscrowd", annotation.crowd() ? 1 : 0);
        if (annotation.mask() instanceof PolygonMask polygons) {
            if (!polygons.isEmpty()) {
                json.writeArrayFieldStart("segmentation");
                for (double[] polygon : polygons.polygons()) {
                    json.writeArray(polygon, 0, polygon.length);
                }
                json.writeEndArray();
            }
        } else {
            json.writeFieldName("segmentation");
            JsonFile.writeRle(json, annotation.mask().rle());
        }
    }
}
