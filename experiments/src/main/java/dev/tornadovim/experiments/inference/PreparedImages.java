package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.WeightsException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Images of files, ready for a network: decoded, resized, cropped and normalised as in evaluation. A
 * safetensors file is taken as images that are prepared already: its tensor {@value #TENSOR}, [images,
 * channels, height, width].
 */
public final class PreparedImages {

    /** Name of the tensor in a safetensors file. */
    public static final String TENSOR = "image";

    private static final String SAFETENSORS = ".safetensors";

    /**
     * One image.
     *
     * @param name of the file, with an index where a file has several
     * @param pixels [channels, height, width], normalised
     */
    public record Prepared(String name, float[] pixels) {}

    private final Preprocessing preprocessing;
    private final ImageDecoder decoder = new ImageDecoder();

    /** Images for that preprocessing, which must not be random. */
    public PreparedImages(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
    }

    /**
     * Reads a file.
     *
     * @throws DataException if it cannot be read, or does not hold images of the network's size
     */
    public List<Prepared> read(Path file) {
        if (file.toString().endsWith(SAFETENSORS)) {
            return tensors(file);
        }
        var image = decoder.decode(file);
        return List.of(new Prepared(file.toString(), preprocessing.prepare(image)));
    }

    private List<Prepared> tensors(Path file) {
        try (var source = SafetensorsFile.open(file)) {
            Shape shape = source.shape(TENSOR);
            if (shape.rank() != 4
                    || shape.dim(1) != preprocessing.channels()
                    || shape.dim(2) != preprocessing.height()
                    || shape.dim(3) != preprocessing.width()) {
                throw new DataException(
                        file,
                        "tensor %s is %s, expected [images, %d, %d, %d]"
                                .formatted(
                                        TENSOR,
                                        shape,
                                        preprocessing.channels(),
                                        preprocessing.height(),
                                        preprocessing.width()));
            }
            float[] values = source.readFinite(TENSOR);
            var images = new ArrayList<Prepared>();
            for (int i = 0; i < shape.dim(0); i++) {
                int from = i * preprocessing.size();
                images.add(
                        new Prepared(
                                shape.dim(0) == 1 ? file.toString() : file + "[" + i + "]",
                                Arrays.copyOfRange(values, from, from + preprocessing.size())));
            }
            return images;
        } catch (WeightsException e) {
            throw new DataException(file, "no images: " + e.getMessage(), e);
        }
    }
}
