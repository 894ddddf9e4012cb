package dev.tornadovim.pipeline.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens files of weights whatever their format, which their first bytes tell. */
public final class WeightFiles {

    private static final int ZIP = 0x504B;
    private static final int PICKLE_PROTOCOL = 0x80;

    private WeightFiles() {}

    /** Opens a checkpoint of PyTorch (its network {@code model}) or a safetensors file. */
    public static TensorSource open(Path file) {
        return isTorch(file) ? PthFile.open(file) : SafetensorsFile.open(file);
    }

    /**
     * Opens one of the networks of a training checkpoint, of PyTorch or of this project; files that
     * hold one network alone have only {@link WeightSet#MODEL}.
     */
    public static TensorSource open(Path file, WeightSet set) {
        if (isTorch(file)) {
            return PthFile.open(file, set);
        }
        TensorSource all = SafetensorsFile.open(file);
        try {
            return new PrefixedSource(all, set);
        } catch (WeightsException e) {
            all.close();
            throw e;
        }
    }

    /**
     * Looks whether there is a file, without reading it.
     *
     * @throws WeightsException if there is none, or a folder in its place
     */
    public static void requireFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new WeightsException(file, "a folder, expected a file of weights");
        }
        if (Files.notExists(file)) {
            throw new WeightsException(file, "no such file");
        }
    }

    private static boolean isTorch(Path file) {
        requireFile(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(Long.BYTES + 1);
            // A header length of safetensors may look like the start of anything; the brace of its
            // JSON follows.
            if (start.length > Long.BYTES && start[Long.BYTES] == '{') {
                return false;
            }
            int first = start.length < 2 ? 0 : (start[0] & 0xFF) << 8 | start[1] & 0xFF;
            if (first == ZIP || first >> 8 == PICKLE_PROTOCOL) {
                return true;
            }
            throw new WeightsException(file, "neither PyTorch's nor a safetensors file");
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be read: " + e.getMessage(), e);
        }
    }
}
