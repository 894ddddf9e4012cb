package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads safetensors: eight bytes of header length, a JSON header, then the tensors, little-endian and
 * row-major (huggingface/safetensors, "Format"). Everything is checked before the first value is
 * returned; F64, F16 and BF16 become fp32.
 */
public final class SafetensorsFile implements TensorSource {

    /** Longest header that is accepted, as in the reference implementation. */
    static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int LENGTH_BYTES = Long.BYTES;
    private static final int CHUNK = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataStart;
    private final Set<String> names = new LinkedHashSet<>();
    private final List<String> notes;

    private SafetensorsFile(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw new WeightsException(
                    file, "no safetensors file: " + size + " bytes hold no header length");
        }
        long length = bytes(0, LENGTH_BYTES).getLong();
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw new WeightsException(
                    file,
                    "no safetensors file: a header of "
                            + Long.toUnsignedString(length)
                            + " bytes, at most "
                            + MAX_HEADER_BYTES
                            + " are accepted");
        }
        dataStart = LENGTH_BYTES + length;
        if (dataStart > size) {
            throw new WeightsException(
                    file,
                    "truncated or no safetensors file: a header of %d bytes in a file of %d"
                            .formatted(length, size));
        }
        byte[] json = bytes(LENGTH_BYTES, (int) length).array();
        header = SafetensorsHeader.parse(file, json, size - dataStart);
        LeftOut leftOut = new LeftOut();
        header.entries()
                .forEach(
                        (name, entry) -> {
                            if (entry.readable()) {
                                names.add(name);
                            } else {
                                leftOut.add(name, entry.type(), entry.shape().isEmpty());
                            }
                        });
        notes = leftOut.notes();
    }

    /** Opens a file and checks its header. */
    public static SafetensorsFile open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            return new SafetensorsFile(file, channel);
        } catch (NoSuchFileException e) {
            throw new WeightsException(file, "no such file", e);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new WeightsException(file, "cannot be read: " + e.getMessage(), e);
        } catch (WeightsException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    @Override
    public String description() {
        return file.toString();
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    @Override
    public Shape shape(String name) {
        return entry(name)
                .shape()
                .orElseThrow(() -> new WeightsException(file, "tensor " + name + " has no values"));
    }

    @Override
    public float[] read(String name) {
        SafetensorsHeader.Entry entry = entry(name);
        if (!entry.type().readable()) {
            throw new WeightsException(
                    file,
                    "tensor %s is of type %s, expected F32, F16, BF16 or F64"
                            .formatted(name, entry.type()));
        }
        float[] values = new float[shape(name).size()];
        int done = 0;
        try {
            for (long at = entry.from(); at < entry.to(); at += CHUNK) {
                int length = (int) Math.min(CHUNK, entry.to() - at);
                done += entry.type().read(bytes(dataStart + at, length), values, done);
            }
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be read: " + e.getMessage(), e);
        }
        return values;
    }

    private SafetensorsHeader.Entry entry(String name) {
        SafetensorsHeader.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new WeightsException(file, "no tensor " + name);
        }
        return entry;
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file ends early");
            }
        }
        return buffer.flip();
    }

    private static void closeQuietly(FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The error that led here says what was wrong.
            }
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
