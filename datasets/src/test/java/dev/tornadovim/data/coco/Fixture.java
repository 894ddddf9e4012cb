package dev.tornadovim.data.coco;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.util.stream.IntStream;

/** Values of other implementations, from files beside the tests; each has the script that made it. */
final class Fixture {
    private Fixture() {}

    static JsonNode read(String name) {
        try (var in = Fixture.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    static double[] doubles(JsonNode array) {
        return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
    }

    static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    /** A mask from a text of zeros and ones. */
    static byte[] mask(JsonNode bits) {
        byte[] mask = new byte[bits.asText().length()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (bits.asText().charAt(i) - '0');
        }
        return mask;
    }
}
