package dev.tornadovim.pipeline.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

    private static boolean isTorch(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            int first = in.read();
            return first == PICKLE_PROTOCOL || (first << 8 | in.read()) == ZIP;
        } catch (NoSuchFileException e) {
            throw new WeightsException(file, "no such file", e);
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be read: " + e.getMessage(), e);
        }
    }
}
