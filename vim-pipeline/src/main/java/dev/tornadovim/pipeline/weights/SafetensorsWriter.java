package dev.tornadovim.pipeline.weights;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.kernels.tensor.Tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes safetensors, all tensors as F32; equal tensors and metadata give equal bytes. The file
 * appears complete or not at all: it is written under a temporary name, forced to the disk, and
 * renamed.
 */
public final class SafetensorsWriter {

    private static final int ALIGNMENT = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SafetensorsWriter() {}

    /**
     * Writes a file, replacing one of that name.
     *
     * @param metadata free text for the header
     * @param tensors by name, in the order of the file
     */
    public static void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors) {
        try {
            FileReplacement.write(
                    file,
                    channel -> {
                        FileReplacement.writeFully(channel, header(metadata, tensors));
                        for (Tensor tensor : tensors.values()) {
                            FileReplacement.writeFully(channel, values(tensor));
                        }
                    });
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be written: " + FileReplacement.reason(e), e);
        }
    }

    private static ByteBuffer header(Map<String, String> metadata, Map<String, Tensor> tensors)
            throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            // Iteration order of immutable maps differs from run to run, that of a file must not.
            header.put("__metadata__", new TreeMap<>(metadata));
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            long end = offset + (long) e.getValue().size() * Float.BYTES;
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", "F32");
            entry.put("shape", e.getValue().shape().toArray());
            entry.put("data_offsets", List.of(offset, end));
            header.put(e.getKey(), entry);
            offset = end;
        }
        byte[] json = JSON.writeValueAsBytes(header);
        int padded = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(json);
        buffer.put(" ".repeat(padded - json.length).getBytes(StandardCharsets.US_ASCII));
        return buffer.flip();
    }

    private static ByteBuffer values(Tensor tensor) {
        ByteBuffer buffer =
                ByteBuffer.allocate(tensor.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(tensor.toArray());
        return buffer;
    }
}
