package dev.tornadovim.data.coco;

import com.fasterxml.jackson.core.JsonToken;

import dev.tornadovim.data.DataException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files of results, as COCO's tools read and servers take them: a list of objects with {@code
 * image_id}, {@code category_id}, {@code score}, and {@code bbox}, {@code segmentation} (a compressed
 * RLE) or both. Files of boxes and of masks are written apart.
 */
public final class CocoResults {
    private CocoResults() {}

    /**
     * Reads a file. Where results have a mask only, the box is that of the mask.
     *
     * @throws DataException if it is no such file or damaged
     */
    public static List<CocoResult> read(Path file) {
        var results = new ArrayList<CocoResult>();
        JsonFile.read(
                file,
                parser -> {
                    if (parser.nextToken() != JsonToken.START_ARRAY) {
                        throw new DataException(file, "no JSON list, expected one of results");
                    }
                    JsonFile.elements(
                            parser,
                            node -> {
                                String what = "result " + (results.size() + 1);
                                results.add(result(new JsonFields(file, what, node)));
                            });
                });
        return results;
    }

    private static CocoResult result(JsonFields fields) {
        Optional<Rle> mask =
                fields.has("segmentation")
                        ? Optional.of(fields.rle("segmentation"))
                        : Optional.empty();
        double[] box =
                mask.isPresent() && !fields.has("bbox") ? mask.get().box() : fields.box("bbox");
        return new CocoResult(
                fields.integer("image_id"),
                fields.integer("category_id"),
                box,
                fields.number("score"),
                mask);
    }

    /** Writes the boxes as a file, which appears under its name when it is complete. */
    public static void writeBoxes(Path file, List<CocoResult> results) {
        write(
                file,
                results,
                (json, result) -> {
                    json.writeFieldName("bbox");
                    json.writeArray(result.box(), 0, result.box().length);
                });
    }

    /**
     * Writes the masks in the same way, those results that have one. They stand without their boxes:
     * pycocotools takes the area of a result from its box where there is one, so that masks beside
     * boxes would count as larger than they are.
     */
    public static void writeMasks(Path file, List<CocoResult> results) {
        write(
                file,
                results.stream().filter(result -> result.mask().isPresent()).toList(),
                (json, result) -> {
                    json.writeFieldName("segmentation");
                    JsonFile.writeRle(json, result.mask().orElseThrow());
                });
    }

    private static void write(
            Path file, List<CocoResult> results, JsonFile.Fields<CocoResult> place) {
        JsonFile.write(
                file,
                json -> {
                    json.writeStartArray();
                    for (var result : results) {
                        json.writeStartObject();
                        json.writeNumberField("image_id", result.imageId());
                        json.writeNumberField("category_id", result.categoryId());
                        place.write(json, result);
                        json.writeNumberField("score", result.score());
                        json.writeEndObject();
                        json.writeRaw('\n');
                    }
                    json.writeEndArray();
                });
    }
}
