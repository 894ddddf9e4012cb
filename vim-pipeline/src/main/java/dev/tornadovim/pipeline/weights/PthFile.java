package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.pipeline.weights.SafePickle.StorageRef;
import dev.tornadovim.pipeline.weights.SafePickle.TensorRef;

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
import java.util.zip.ZipEntry;

/**
 * Reads the tensors of a checkpoint that {@code torch.save} wrote (PyTorch 1.6 and later: a zip
 * archive with a pickled index {@code data.pkl} and a file a storage). A training checkpoint holds
 * several networks, such as {@code model} and {@code model_ema}; one of them is read. Nothing of the
 * file is executed; see {@link SafePickle}.
 */
public final class PthFile implements TensorSource {

    private static final int MAX_INDEX_BYTES = 8 << 20;

    /** Picks one of the networks of a file. */
    private interface Choice {
        String among(List<String> sections);
    }

    private final Path file;
    private final String section;
    private final TorchArchive archive;
    private final Map<String, TensorRef> tensors;
    private final List<String> sections;

    private PthFile(Path file, TorchArchive archive, Choice choice) throws IOException {
        this.file = file;
        this.archive = archive;
        checkByteOrder();
        Map<String, Map<String, TensorRef>> networks = networks(index());
        sections = List.copyOf(networks.keySet());
        section = choice.among(sections);
        tensors = networks.get(section);
        if (tensors == null) {
            throw new WeightsException(
                    file, "holds no network " + section + ", only " + networks.keySet());
        }
        tensors.forEach(this::check);
    }

    /** Opens the network {@code model} or {@code state_dict}, or the only one. */
    public static PthFile open(Path file) {
        return open(file, WeightSet.MODEL);
    }

    /** Opens the trained network or its average; a file with only one network has no average. */
    public static PthFile open(Path file, WeightSet set) {
        return open(file, (Choice) sections -> usual(file, set, sections));
    }

    /**
     * Opens one network of a checkpoint.
     *
     * @param section its key, such as {@code model_ema}; empty for a file that is one state dict
     */
    public static PthFile open(Path file, String section) {
        return open(file, (Choice) sections -> section);
    }

    private static PthFile open(Path file, Choice choice) {
        if (!Files.exists(file)) {
            throw new WeightsException(file, "no such file");
        }
        TorchArchive archive = null;
        try {
            archive = TorchArchive.open(file);
            return new PthFile(file, archive, choice);
        } catch (IOException e) {
            close(archive);
            throw new WeightsException(
                    file,
                    "no zip archive as torch.save writes since PyTorch 1.6, or a truncated one ("
                            + e.getMessage()
                            + ")",
                    e);
        } catch (IllegalArgumentException e) {
            close(archive);
            throw new WeightsException(file, e.getMessage(), e);
        } catch (WeightsException e) {
            close(archive);
            throw e;
        }
    }

    private void checkByteOrder() throws IOException {
        ZipEntry entry = archive.find("byteorder");
        if (entry != null && !new String(archive.bytes(entry, 16)).strip().equals("little")) {
            throw new WeightsException(file, "byte order is not little-endian");
        }
    }

    private Object index() throws IOException {
        ZipEntry entry = archive.find("data.pkl");
        if (entry == null) {
            throw new WeightsException(file, "no PyTorch checkpoint: the archive has no data.pkl");
        }
        return SafePickle.read(archive.bytes(entry, MAX_INDEX_BYTES));
    }

    /** Everything in the index that maps names to tensors, by its key. */
    private Map<String, Map<String, TensorRef>> networks(Object index) {
        Map<String, Map<String, TensorRef>> networks = new LinkedHashMap<>();
        if (index instanceof Map<?, ?> top) {
            addNetwork(networks, "", top);
            top.forEach(
                    (key, value) -> {
                        if (key instanceof String name && value instanceof Map<?, ?> inner) {
                            addNetwork(networks, name, inner);
                        }
                    });
        }
        if (networks.isEmpty()) {
            throw new WeightsException(file, "holds no named tensors");
        }
        return networks;
    }

    private static void addNetwork(
            Map<String, Map<String, TensorRef>> networks, String name, Map<?, ?> entries) {
        Map<String, TensorRef> found = new LinkedHashMap<>();
        entries.forEach(
                (key, value) -> {
                    if (key instanceof String parameter && value instanceof TensorRef tensor) {
                        found.put(parameter, tensor);
                    }
                });
        if (!found.isEmpty()) {
            networks.put(name, found);
        }
    }

    private static String usual(Path file, WeightSet set, List<String> sections) {
        for (String candidate : set.sections()) {
            if (sections.contains(candidate)) {
                return candidate;
            }
        }
        if (set != WeightSet.MODEL) {
            throw new WeightsException(
                    file, "holds no averaged weights, only the networks " + sections);
        }
        if (sections.size() > 1) {
            throw new WeightsException(file, "holds several networks, name one of " + sections);
        }
        return sections.getFirst();
    }

    /** Checks that the tensor lies inside its storage and the storage inside the archive. */
    private void check(String name, TensorRef tensor) {
        StorageRef storage = tensor.storage();
        ZipEntry entry = archive.find("data/" + storage.key());
        if (entry == null) {
            throw new WeightsException(
                    file, "tensor " + name + ": the archive has no storage " + storage.key());
        }
        if (entry.getSize() / storage.type().bytes() != storage.count()
                || entry.getSize() % storage.type().bytes() != 0) {
            throw new WeightsException(
                    file,
                    "tensor %s: storage %s has %d bytes, expected %d values of type %s"
                            .formatted(
                                    name,
                                    storage.key(),
                                    entry.getSize(),
                                    storage.count(),
                                    storage.type()));
        }
        try {
            long end = Math.addExact(tensor.offset(), extent(tensor));
            shape(tensor);
            if (tensor.offset() < 0 || end > storage.count()) {
                throw new IllegalArgumentException(
                        "reaches from %d to %d in a storage of %d values"
                                .formatted(tensor.offset(), end, storage.count()));
            }
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new WeightsException(file, "tensor " + name + ": " + e.getMessage(), e);
        }
    }

    /** Number of storage elements from the first to the last element of the tensor. */
    private static long extent(TensorRef tensor) {
        long last = 0;
        for (int i = 0; i < tensor.shape().length; i++) {
            if (tensor.strides()[i] < 0) {
                throw new IllegalArgumentException("negative stride");
            }
            last =
                    Math.addExact(
                            last, Math.multiplyExact(tensor.shape()[i] - 1, tensor.strides()[i]));
        }
        return last + 1;
    }

    private static Shape shape(TensorRef tensor) {
        int[] dims = new int[tensor.shape().length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = Math.toIntExact(tensor.shape()[i]);
        }
        return Shape.of(dims);
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
    public Shape shape(String name) {
        return shape(tensor(name));
    }

    @Override
    public float[] read(String name) {
        TensorRef tensor = tensor(name);
        ElementType type = tensor.storage().type();
        if (!type.readable()) {
            throw new WeightsException(
                    file,
                    "tensor %s is of type %s, expected F32, F16, BF16 or F64"
                            .formatted(name, type));
        }
        float[] run = new float[Math.toIntExact(extent(tensor))];
        ZipEntry entry = archive.find("data/" + tensor.storage().key());
        try (InputStream in = archive.stream(entry)) {
            in.skipNBytes(tensor.offset() * type.bytes());
            int done = 0;
            while (done < run.length) {
                int values = Math.min(1 << 18, run.length - done);
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
        return gather(run, tensor);
    }

    /** The elements of a strided tensor in row-major order. */
    private static float[] gather(float[] run, TensorRef tensor) {
        Shape shape = shape(tensor);
        float[] values = new float[shape.size()];
        int[] index = new int[shape.rank()];
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = run[at];
            for (int axis = index.length - 1; axis >= 0; axis--) {
                int stride = (int) tensor.strides()[axis];
                at += stride;
                if (++index[axis] < shape.dim(axis)) {
                    break;
                }
                at -= index[axis] * stride;
                index[axis] = 0;
            }
        }
        return values;
    }

    private TensorRef tensor(String name) {
        TensorRef tensor = tensors.get(name);
        if (tensor == null) {
            throw new WeightsException(file, "no tensor " + name);
        }
        return tensor;
    }

    private static void close(TorchArchive archive) {
        if (archive != null) {
            archive.close();
        }
    }

    @Override
    public void close() {
        archive.close();
    }
}
