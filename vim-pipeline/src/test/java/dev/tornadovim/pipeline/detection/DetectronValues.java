package dev.tornadovim.pipeline.detection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.pipeline.detection.box.Boxes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Inputs and results in {@code detection/boxes.json}: random boxes, scores and masks (coordinates
 * are multiples of 1/64), and what Detectron2 (commit 02b5c4e2, with torchvision 0.28 and torch 2.13)
 * makes of them on a CPU.
 */
public final class DetectronValues {

    private static final JsonNode ALL = read("/detection/boxes.json");

    private DetectronValues() {}

    /** The JSON in a test resource. */
    public static JsonNode read(String resource) {
        try (InputStream in = DetectronValues.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The values for one function. */
    public static JsonNode of(String function) {
        return ALL.get(function);
    }

    /** An array of numbers. */
    public static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    /** An array of integers. */
    public static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    /** An array of coordinates. */
    public static Boxes boxes(JsonNode array) {
        return new Boxes(floats(array));
    }

    /** A text of the digits 0 and 1. */
    public static byte[] bits(JsonNode text) {
        byte[] values = new byte[text.asText().length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (text.asText().charAt(i) - '0');
        }
        return values;
    }
}
