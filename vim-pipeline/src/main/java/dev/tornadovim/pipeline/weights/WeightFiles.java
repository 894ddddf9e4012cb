package dev.tornadovim.pipeline.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Opens files of weights; recognizes their format by their first bytes. */
public final class WeightFiles {

    private static final int ZIP = 0x504B;
    private static final int PICKLE_PROTOCOL = 0x80;

    private WeightFiles() {}

    /**
     * Opens a checkpoint of PyTorch (its network {@code model}) or a safetensors file.
     *
     * @throws WeightsException if it is neither, or broken
     */
    public static TensorSource open(Path file) {
        return bare(isTorch(file) ? PthFile.open(file) : SafetensorsFile.open(file), all -> all);
    }

    /**
     * Opens one of the networks of a training checkpoint, of PyTorch or of this project; files that
     * hold one network alone have only {@link WeightSet#MODEL}.
     *
     * @throws WeightsException if the file is of another format, broken, or holds no such network
     * @throws SeveralNetworksException if it holds several networks under keys of their own
     */
    public static TensorSource open(Path file, WeightSet set) {
        return isTorch(file)
                ? bare(PthFile.open(file, set), all -> all)
                : bare(SafetensorsFile.open(file), all -> TrainingNetworks.of(all, set));
    }

    /**
     * Opens one of several networks.
     *
     * @param network its key in a PyTorch file, or the part of its names before the first dot
     * @throws WeightsException if the file is of another format, broken, or holds no such network
     */
    public static TensorSource open(Path file, String network) {
        if (!isTorch(file)) {
            return bare(SafetensorsFile.open(file), all -> TrainingNetworks.named(all, network));
        }
        PthFile opened =
                PthFile.open(
                        file,
                        networks ->
                                networks.keys().contains(network)
                                        ? network
                                        : networks.usual(WeightSet.MODEL));
        return bare(
                opened,
                all ->
                        opened.section().equals(network)
                                ? all
                                : TrainingNetworks.named(all, network));
    }

    /** One network under its own names; the file is closed where there is no such network. */
    private static TensorSource bare(TensorSource file, UnaryOperator<TensorSource> network) {
        try {
            return BareNames.of(network.apply(file));
        } catch (WeightsException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Checks that there is a file, without reading it.
     *
     * @throws WeightsException if there is none, or a folder in its place
     */
    public static void requireFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new WeightsException(file, ForeignWeights.folder(file));
        }
        if (Files.notExists(file)) {
            throw new WeightsException(file, "no such file");
        }
    }

    private static boolean isTorch(Path file) {
        requireFile(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(ForeignWeights.START);
            // A header length of safetensors may look like the start of anything; the brace of its
            // JSON follows.
            if (start.length > Long.BYTES && start[Long.BYTES] == '{') {
                return false;
            }
            int first = start.length < 2 ? 0 : (start[0] & 0xFF) << 8 | start[1] & 0xFF;
            if (first == ZIP || first >> 8 == PICKLE_PROTOCOL) {
                return true;
            }
            throw new WeightsException(
                    file,
                    ForeignWeights.file(file, start)
                            .orElse("neither PyTorch's nor a safetensors file"));
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be read: " + e.getMessage(), e);
        }
    }
}
