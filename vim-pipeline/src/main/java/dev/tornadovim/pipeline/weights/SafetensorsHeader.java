package dev.tornadovim.pipeline.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.kernels.tensor.Shape;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The header of a safetensors file, checked: names are unique, every tensor's bytes follow from its
 * shape and type, and the tensors fill the data without overlap or hole.
 *
 * @param entries tensors by name, in the order of the header
 * @param metadata the free text of {@code __metadata__}
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {

    /** Where a tensor lies, in bytes from the start of the data; one without values has no shape. */
    record Entry(ElementType type, Optional<Shape> shape, long from, long to) {

        /** Whether its values can be read as fp32. */
        boolean readable() {
            return type.readable() && shape.isPresent();
        }
    }

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /**
     * Parses and checks a header.
     *
     * @param file for messages
     * @param dataBytes what the file holds after the header
     */
    static SafetensorsHeader parse(Object file, byte[] json, long dataBytes) {
        if (json.length == 0 || json[0] != '{') {
            throw new WeightsException(
                    file, "no safetensors file: its header does not start with '{'");
        }
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    file, "bad safetensors header: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new WeightsException(file, "bad safetensors header: " + e.getMessage(), e);
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals("__metadata__")) {
                metadata.putAll(metadata(file, field.getValue()));
            } else {
                entries.put(field.getKey(), entry(file, field.getKey(), field.getValue()));
            }
        }
        checkLayout(file, entries, dataBytes);
        return new SafetensorsHeader(entries, metadata);
    }

    private static Map<String, String> metadata(Object file, JsonNode node) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                throw new WeightsException(
                        file, "metadata " + field.getKey() + " must be a string");
            }
            metadata.put(field.getKey(), field.getValue().textValue());
        }
        return metadata;
    }

    private static Entry entry(Object file, String name, JsonNode node) {
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("dtype").isTextual()
                || !node.path("shape").isArray()
                || offsets.size() != 2
                || !isOffset(offsets.path(0))
                || !isOffset(offsets.path(1))) {
            throw new WeightsException(
                    file,
                    "tensor %s lacks a dtype, a shape or two data_offsets of at most 2^63-1"
                            .formatted(name));
        }
        ElementType type = type(file, name, node.path("dtype").textValue());
        Optional<Shape> shape = shape(file, name, node.path("shape"));
        long from = offsets.path(0).longValue();
        long to = offsets.path(1).longValue();
        long expected = shape.map(Shape::size).orElse(0) * (long) type.bytes();
        if (from < 0 || to < from || to - from != expected) {
            throw new WeightsException(
                    file,
                    "tensor %s%s of type %s takes %d bytes, its offsets are %d to %d"
                            .formatted(name, node.path("shape"), type, expected, from, to));
        }
        return new Entry(type, shape, from, to);
    }

    /** Larger numbers would wrap into the file; none can be meant. */
    private static boolean isOffset(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }

    private static ElementType type(Object file, String name, String type) {
        try {
            return ElementType.valueOf(type);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file, "tensor " + name + " has unknown type " + type, e);
        }
    }

    private static Optional<Shape> shape(Object file, String name, JsonNode node) {
        int[] dims = new int[node.size()];
        boolean empty = false;
        for (int i = 0; i < dims.length; i++) {
            if (!node.get(i).canConvertToInt()
                    || !node.get(i).isIntegralNumber()
                    || node.get(i).intValue() < 0) {
                throw new WeightsException(file, "tensor " + name + " has a bad shape " + node);
            }
            dims[i] = node.get(i).intValue();
            empty |= dims[i] == 0;
        }
        if (empty) {
            return Optional.empty();
        }
        try {
            return Optional.of(Shape.of(dims));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file, "tensor " + name + ": " + e.getMessage(), e);
        }
    }

    private static void checkLayout(Object file, Map<String, Entry> entries, long dataBytes) {
        List<Map.Entry<String, Entry>> ordered = new ArrayList<>(entries.entrySet());
        // One without values lies where its successor starts.
        ordered.sort(
                Comparator.<Map.Entry<String, Entry>>comparingLong(e -> e.getValue().from())
                        .thenComparingLong(e -> e.getValue().to()));
        long end = 0;
        for (Map.Entry<String, Entry> e : ordered) {
            if (e.getValue().from() != end) {
                String what = e.getValue().from() < end ? "overlaps its neighbor" : "leaves a hole";
                throw new WeightsException(
                        file,
                        "tensor %s %s: it starts at byte %d, %d was expected"
                                .formatted(e.getKey(), what, e.getValue().from(), end));
            }
            end = e.getValue().to();
        }
        if (end != dataBytes) {
            throw new WeightsException(
                    file,
                    "%s: the header describes %d bytes of data, the file has %d"
                            .formatted(
                                    end > dataBytes ? "truncated" : "bytes after the last tensor",
                                    end,
                                    dataBytes));
        }
    }
}
