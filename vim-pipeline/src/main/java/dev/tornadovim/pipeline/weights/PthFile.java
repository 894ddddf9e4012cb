package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.pipeline.weights.TensorRef.StorageRef;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the tensors of a checkpoint written by {@code torch.save}: since PyTorch 1.6 a zip archive
 * with a pickled index {@code data.pkl} and one file per storage, before that {@linkplain
 * LegacyTorchFile pickles followed by storages}. A training checkpoint holds several networks, such
 * as {@code model} and {@code model_ema}; one of them is read. Nothing in the file is executed; see
 * {@link SafePickle}.
 */
public final class PthFile implements TensorSource {

    private static final int PICKLE_PROTOCOL = 0x80;
    private static final int CHUNK = 1 << 18;

    private final Path file;
    private final String section;
    private final TorchContainer container;
    private final Map<String, TensorRef> tensors = new LinkedHashMap<>();
    private final List<String> sections;
    private final List<String> notes;

    private PthFile(Path file, TorchContainer container, Function<TorchNetworks, String> choice) {
        this.file = file;
        this.container = container;
        TorchNetworks networks = new TorchNetworks(file, container.index());
        sections = List.copyOf(networks.keys());
        section = choice.apply(networks);
        LeftOut leftOut = new LeftOut();
        networks.get(section)
                .forEach(
                        (name, tensor) -> {
                            check(name, tensor);
                            if (tensor.readable()) {
                                tensors.put(name, tensor);
                            } else {
                                leftOut.add(name, tensor.storage().type(), tensor.empty());
                            }
                        });
        notes = leftOut.notes();
        checkSize();
    }

    /**
     * Opens the network {@code model} or {@code state_dict}, or the only one.
     *
     * @throws WeightsException if it is not a complete PyTorch file, or holds several other networks
     */
    public static PthFile open(Path file) {
        return open(file, WeightSet.MODEL);
    }

    /**
     * Opens the trained network or its average; a file with only one network has no average.
     *
     * @throws WeightsException if it is not a complete PyTorch file, or holds no such network
     */
    public static PthFile open(Path file, WeightSet set) {
        return open(file, networks -> networks.usual(set));
    }

    /**
     * Opens one network of a checkpoint.
     *
     * @param section its key, such as {@code model_ema}; empty for a file that is one state dict
     * @throws WeightsException if it is not a complete PyTorch file, or holds no such network
     */
    public static PthFile open(Path file, String section) {
        return open(file, networks -> section);
    }

    static PthFile open(Path file, Function<TorchNetworks, String> choice) {
        if (!Files.exists(file)) {
            throw new WeightsException(file, "no such file");
        }
        String broken = "cannot be read";
        TorchContainer container = null;
        try {
            if (startsAsPickle(file)) {
                broken = "truncated";
                container = LegacyTorchFile.open(file);
            } else {
                broken =
                        "no zip archive as torch.save writes since PyTorch 1.6, or a truncated one";
                container = TorchArchive.open(file);
            }
            return new PthFile(file, container, choice);
        } catch (IOException e) {
            close(container);
            throw new WeightsException(file, "%s (%s)".formatted(broken, e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            close(container);
            throw new WeightsException(file, e.getMessage(), e);
        } catch (WeightsException e) {
            close(container);
            throw e;
        }
    }

    private static boolean startsAsPickle(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == PICKLE_PROTOCOL;
        }
    }

    /** Checks that the tensor lies inside its storage and the storage inside the file. */
    private void check(String name, TensorRef tensor) {
        StorageRef storage = tensor.storage();
        long bytes = container.bytes(storage.key());
        if (bytes < 0) {
            throw new WeightsException(
                    file, "tensor " + name + ": the archive has no storage " + storage.key());
        }
        if (bytes / storage.type().bytes() != storage.count()
                || bytes % storage.type().bytes() != 0) {
            throw new WeightsException(
                    file,
                    "tensor %s: storage %s has %d bytes, expected %d values of type %s"
                            .formatted(
                                    name, storage.key(), bytes, storage.count(), storage.type()));
        }
        try {
            tensor.check();
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file, "tensor " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Limits memory by the size of the file: with strides of 0, or one storage under many names, a
     * few bytes may stand for any number of values. Networks have four or two bytes of file to a
     * value.
     */
    private void checkSize() {
        long values = 0;
        for (Map.Entry<String, TensorRef> e : tensors.entrySet()) {
            int size = e.getValue().dimensions().size();
            values += size;
            if (values > container.fileBytes()) {
                throw new WeightsException(
                        file,
                        "tensor %s is %s: with it the tensors have %d values, too many for a file of %d bytes; save expanded tensors by contiguous()"
                                .formatted(
                                        e.getKey(),
                                        e.getValue().dimensions(),
                                        values,
                                        container.fileBytes()));
            }
        }
    }

    /** Key of the network. */
    String section() {
        return section;
    }

    /** Keys of all networks in the file. */
    public List<String> sections() {
        return sections;
    }

    @Override
    public String description() {
        return section.isEmpty() ? file.toString() : file + " (" + section + ")";
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public Shape shape(String name) {
        return tensor(name).dimensions();
    }

    @Override
    public float[] read(String name) {
        TensorRef tensor = tensor(name);
        ElementType type = tensor.storage().type();
        float[] run = new float[tensor.run()];
        try (InputStream in = container.stream(tensor.storage().key())) {
            in.skipNBytes(tensor.offset() * type.bytes());
            int done = 0;
            while (done < run.length) {
                int values = Math.min(CHUNK, run.length - done);
                byte[] bytes = in.readNBytes(values * type.bytes());
                if (bytes.length < values * type.bytes()) {
                    throw new IOException("the file ends early");
                }
                ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                done += type.read(buffer, run, done);
            }
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be read: " + e.getMessage(), e);
        }
        return tensor.gather(run);
    }

    private TensorRef tensor(String name) {
        TensorRef tensor = tensors.get(name);
        if (tensor == null) {
            throw new WeightsException(file, "no tensor " + name);
        }
        return tensor;
    }

    private static void close(TorchContainer container) {
        if (container != null) {
            container.close();
        }
    }

    @Override
    public void close() {
        container.close();
    }
}
