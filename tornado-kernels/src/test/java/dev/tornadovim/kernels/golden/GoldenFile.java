package dev.tornadovim.kernels.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads float32 tensors of a safetensors file among the test resources: eight bytes with the length
 * of the header, the header in JSON, the data.
 */
public final class GoldenFile {

    private static final Pattern ENTRY =
            Pattern.compile(
                    "\"([^\"]+)\":\\s*\\{[^}]*\"data_offsets\":\\s*\\[(\\d+),\\s*(\\d+)][^}]*}");

    private final Map<String, float[]> tensors = new HashMap<>();

    private GoldenFile(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int header = Math.toIntExact(bytes.getLong());
        Matcher entry = ENTRY.matcher(new String(file, 8, header, StandardCharsets.UTF_8));
        while (entry.find()) {
            int from = Integer.parseInt(entry.group(2));
            int to = Integer.parseInt(entry.group(3));
            float[] values = new float[(to - from) / Float.BYTES];
            bytes.slice(8 + header + from, to - from)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            tensors.put(entry.group(1), values);
        }
    }

    /** The scan, convolution and normalisation values. */
    public static GoldenFile kernels() {
        try (InputStream file =
                GoldenFile.class.getResourceAsStream("/golden/kernels.safetensors")) {
            return new GoldenFile(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The values of a tensor, row-major. */
    public float[] get(String name) {
        float[] values = tensors.get(name);
        if (values == null) {
            throw new IllegalArgumentException("no tensor " + name + ", only " + tensors.keySet());
        }
        return values.clone();
    }
}
