package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.op.token.RotaryAngles;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.VimConfig;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of rotary position embedding that networks of the official code carry as buffers ({@code
 * rope.freqs_cos} and {@code rope.freqs_sin}, [patches, D]; hustvl/Vim, {@code rope.py}). Here
 * they are computed from the grid, so those in the file are compared with them and left out.
 */
final class RotaryBuffers {

    static final String COSINE = "rope.freqs_cos";
    static final String SINE = "rope.freqs_sin";

    /** Files may have the tables in 16 bits; those of another grid or base differ far more. */
    private static final float TOLERANCE = 5e-3f;

    private RotaryBuffers() {}

    /** Whether the network of a file has rotary position embedding, for files without a config. */
    static boolean in(TensorSource source) {
        return source.names().stream().anyMatch(RotaryBuffers::isBuffer);
    }

    private static boolean isBuffer(String name) {
        return name.endsWith(COSINE) || name.endsWith(SINE);
    }

    /**
     * The source without the tables, where a network computes the same ones.
     *
     * @param strict whether other tables, or a network without any, are refused; otherwise the tables
     *     stay among the tensors
     * @throws WeightsException if they are refused
     */
    static TensorSource leftOut(TensorSource source, NetworkConfig network, boolean strict) {
        List<String> tables = source.names().stream().filter(RotaryBuffers::isBuffer).toList();
        if (tables.isEmpty()) {
            return source;
        }
        boolean rotary = network instanceof VimConfig vim && vim.rotary();
        boolean same = rotary && tables.stream().allMatch(name -> isComputed(source, name));
        if (!same && strict) {
            throw new WeightsException(
                    source.description(),
                    rotary
                            ? "made for another model: %s has other angles than rotary position embedding of its grid"
                                    .formatted(String.join(", ", tables))
                            : "made for another model: rotary is true in the file (it has %s), false in the model"
                                    .formatted(String.join(", ", tables)));
        }
        if (!same) {
            return source;
        }
        Map<String, String> originals = new LinkedHashMap<>();
        source.names().forEach(name -> originals.put(name, name));
        originals.keySet().removeAll(tables);
        return new TensorView(
                source,
                source.description(),
                originals,
                List.of("rotary tables, computed here: " + String.join(", ", tables)));
    }

    private static boolean isComputed(TensorSource source, String name) {
        Shape shape = source.shape(name);
        int side = (int) Math.round(Math.sqrt(shape.rows()));
        if (shape.rank() != 2 || side * side != shape.rows() || shape.columns() % 4 != 0) {
            return false;
        }
        RotaryAngles angles = RotaryAngles.of(side, side, shape.columns());
        boolean cosine = name.endsWith(COSINE);
        float[] expected = (cosine ? angles.cosine() : angles.sine()).toArray();
        float[] found = source.read(name);
        for (int i = 0; i < found.length; i++) {
            // Tables of this project have the minus of even channels in the sine.
            float value = !cosine && i % 2 == 0 ? -expected[i] : expected[i];
            if (!(Math.abs(found[i] - value) <= TOLERANCE)) {
                return false;
            }
        }
        return true;
    }
}
