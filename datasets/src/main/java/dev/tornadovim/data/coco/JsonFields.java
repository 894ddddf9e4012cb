package dev.tornadovim.data.coco;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tornadovim.data.DataException;

/**
 * The fields of one JSON object.
 *
 * @param source the file
 * @param what names the object in messages: "annotation 17"
 */
record JsonFields(Object source, String what, JsonNode node) {
    /** Farthest coordinate in pixels: far beyond any image, and near enough to draw polygons to. */
    private static final double FARTHEST = 1e6;

    /**
     * Names the object by its id.
     *
     * @param kind "image", "annotation" …
     */
    static JsonFields of(Object source, String kind, JsonNode node) {
        var unnamed = new JsonFields(source, kind, node);
        return new JsonFields(source, kind + " " + unnamed.integer("id"), node);
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    JsonNode get(String field) {
        return node.path(field);
    }

    long integer(String field) {
        if (!get(field).isIntegralNumber() || !get(field).canConvertToLong()) {
            throw unexpected(field, "a whole number");
        }
        return get(field).longValue();
    }

    /** A size: 1 to 2^31 − 1. */
    int size(String field) {
        long size = integer(field);
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw unexpected(field, "a number of pixels");
        }
        return (int) size;
    }

    String text(String field) {
        if (!get(field).isTextual()) {
            throw unexpected(field, "a text");
        }
        return get(field).textValue();
    }

    double number(String field) {
        if (!get(field).isNumber() || !Double.isFinite(get(field).doubleValue())) {
            throw unexpected(field, "a number");
        }
        return get(field).doubleValue();
    }

    /** True for the number 1 and for {@code true}; false where there is no such field. */
    boolean flag(String field) {
        return get(field).asBoolean(false);
    }

    /** A box: x, y, width, height. */
    double[] box(String field) {
        double[] box = coordinates(field, get(field));
        if (box.length != 4) {
            throw unexpected(field, "x, y, width and height");
        }
        return box;
    }

    /** Coordinates in pixels, some of which may lie outside of the image. */
    double[] coordinates(String field, JsonNode array) {
        double[] coordinates = new double[array.size()];
        for (int i = 0; i < coordinates.length; i++) {
            double coordinate = array.get(i).doubleValue();
            if (!array.get(i).isNumber() || !Double.isFinite(coordinate)) {
                throw unexpected(field, "numbers");
            }
            if (Math.abs(coordinate) > FARTHEST) {
                throw problem(
                        "its %s has the coordinate %s, expected one within a million pixels"
                                .formatted(field, shortened(array.get(i))));
            }
            coordinates[i] = coordinate;
        }
        return coordinates;
    }

    /** Runs of a mask: an object of {@code size} and {@code counts}, compressed or not. */
    Rle rle(String field) {
        var rle = get(field);
        var size = rle.path("size");
        var counts = rle.path("counts");
        if (size.size() != 2
                || !size.path(0).isInt()
                || !size.path(1).isInt()
                || !(counts.isTextual() || counts.isArray())) {
            throw unexpected(field, "an RLE with size and counts");
        }
        int height = size.get(0).intValue();
        int width = size.get(1).intValue();
        try {
            return counts.isTextual()
                    ? Rle.parse(height, width, counts.textValue())
                    : new Rle(height, width, runs(field, counts));
        } catch (IllegalArgumentException e) {
            throw problem("its %s is %s".formatted(field, e.getMessage()));
        }
    }

    private int[] runs(String field, JsonNode counts) {
        int[] runs = new int[counts.size()];
        for (int i = 0; i < runs.length; i++) {
            if (!counts.get(i).isInt()) {
                throw unexpected(field, "counts that are whole numbers");
            }
            runs[i] = counts.get(i).intValue();
        }
        return runs;
    }

    DataException unexpected(String field, String expected) {
        var value = node.get(field);
        return problem(
                value == null
                        ? "no %s, expected %s".formatted(field, expected)
                        : "its %s is %s, expected %s".formatted(field, shortened(value), expected));
    }

    DataException problem(String problem) {
        return new DataException(name(), problem);
    }

    /** The file and the object in it. */
    String name() {
        return source + ": " + what;
    }

    private static String shortened(JsonNode value) {
        String text = value.isNumber() ? value.asText() : value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
