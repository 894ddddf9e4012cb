package dev.tornadovim.pipeline.weights;

import dev.tornadovim.pipeline.weights.TensorRef.StorageRef;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format that {@code torch.save} wrote before PyTorch 1.6, and still writes on request: five
 * pickles (a magic number, the version of the format, the writer's machine, the object, the keys of
 * its storages), then the storages in the order of those keys, each after its number of values
 * ({@code torch/serialization.py}, {@code _legacy_save}).
 */
final class LegacyTorchFile implements TorchContainer {

    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final Integer VERSION = 1001;

    private final Path file;
    private final long fileBytes;
    private final Object index;
    private final Map<String, Long> starts = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();

    private LegacyTorchFile(Path file) throws IOException {
        this.file = file;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            fileBytes = channel.size();
            byte[] start = new byte[(int) Math.min(fileBytes, MAX_INDEX_BYTES)];
            fill(channel, ByteBuffer.wrap(start), 0);
            ByteArrayInputStream in = new ByteArrayInputStream(start);
            checkFormat(in);
            SafePickle.Index object = SafePickle.read(in);
            index = object.root();
            if (!(SafePickle.read(in).root() instanceof List<?> keys)) {
                throw new IllegalArgumentException("its index lacks the list of storages");
            }
            find(channel, keys, object.storages(), start.length - in.available());
        }
    }

    /** Opens a file; one that ends early is an {@link IOException}. */
    static LegacyTorchFile open(Path file) throws IOException {
        return new LegacyTorchFile(file);
    }

    private static void checkFormat(ByteArrayInputStream in) {
        if (!MAGIC.equals(SafePickle.read(in).root())) {
            throw new IllegalArgumentException(
                    "a pickle that torch.save did not write, expected the weights of PyTorch");
        }
        Object version = SafePickle.read(in).root();
        if (!VERSION.equals(version)) {
            throw new IllegalArgumentException(
                    "format %s of PyTorch, expected %d"
                            .formatted(version instanceof Number ? version : "unknown", VERSION));
        }
        if (!(SafePickle.read(in).root() instanceof Map<?, ?> machine)
                || !Boolean.TRUE.equals(machine.get("little_endian"))) {
            throw new IllegalArgumentException("byte order is not little-endian");
        }
    }

    private void find(
            FileChannel channel, List<?> keys, Map<String, StorageRef> storages, long first)
            throws IOException {
        long at = first;
        for (Object key : keys) {
            StorageRef storage = key instanceof String name ? storages.get(name) : null;
            if (storage == null) {
                throw new IllegalArgumentException("a storage belongs to no tensor");
            }
            ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            fill(channel, count, at);
            at += Long.BYTES;
            if (count.getLong(0) != storage.count()) {
                throw new IllegalArgumentException(
                        "storage %s has %d values, its tensors expect %d"
                                .formatted(storage.key(), count.getLong(0), storage.count()));
            }
            long room = (fileBytes - at) / storage.type().bytes();
            if (storage.count() < 0 || storage.count() > room) {
                throw new IOException("the file ends early");
            }
            starts.put(storage.key(), at);
            sizes.put(storage.key(), storage.count() * storage.type().bytes());
            at += storage.count() * storage.type().bytes();
        }
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("the file ends early");
            }
        }
    }

    @Override
    public Object index() {
        return index;
    }

    @Override
    public long fileBytes() {
        return fileBytes;
    }

    @Override
    public long bytes(String key) {
        return sizes.getOrDefault(key, -1L);
    }

    @Override
    public InputStream stream(String key) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            in.skipNBytes(starts.get(key));
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public void close() {
        // Nothing stays open: every storage is read through a stream of its own.
    }
}
