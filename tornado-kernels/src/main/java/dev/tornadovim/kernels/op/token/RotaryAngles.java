package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.function.DoubleUnaryOperator;

/**
 * The angles of a {@link RotaryEmbedding}, one per token and channel; all layers of a network
 * share them. The first half of the channels turns with the token's row, the second with its column.
 * Channels 2j and 2j + 1 of a half of {@code h} turn by {@code position * 10000^(-2j / h)}, where
 * positions are spread over {@value #SPAN} units whatever the grid (hustvl/Vim, {@code rope.py},
 * {@code VisionRotaryEmbeddingFast} with {@code pt_seq_len} 14). Class tokens do not turn.
 *
 * @param cosine [tokens, channels]
 * @param sine [tokens, channels], negative in even channels
 */
public record RotaryAngles(Tensor cosine, Tensor sine) {

    /** Side of the grid that the angles are meant for: 224 pixels in patches of 16. */
    private static final int SPAN = 14;

    private static final double BASE = 10_000;

    /**
     * The angles of a grid of patches with class tokens between them.
     *
     * @param channels of a token, a multiple of 4
     * @param classTokens where they stand in the sequence
     * @throws IllegalArgumentException where channels are no multiple of 4
     */
    public static RotaryAngles of(int gridHeight, int gridWidth, int channels, int... classTokens) {
        if (channels % 4 != 0) {
            throw new IllegalArgumentException(
                    "rotary embedding: expected channels that are a multiple of 4, got "
                            + channels);
        }
        int tokens = gridHeight * gridWidth + classTokens.length;
        int[] patchOf = TokenPlaces.patches(tokens, classTokens);
        double[] angles = new double[tokens * channels];
        int half = channels / 2;
        for (int i = 0; i < angles.length; i++) {
            int patch = patchOf[i / channels];
            if (patch >= 0) {
                int channel = i % channels;
                double position =
                        channel < half
                                ? patch / gridWidth * (double) SPAN / gridHeight
                                : patch % gridWidth * (double) SPAN / gridWidth;
                int pair = channel % half / 2;
                angles[i] = position * Math.pow(BASE, -2.0 * pair / half);
            }
        }
        Shape shape = Shape.of(tokens, channels);
        Tensor cosine = table("cosine", shape, angles, Math::cos);
        // The partner of an even channel comes in with a minus, that of an odd one with a plus.
        for (int i = 0; i < angles.length; i += 2) {
            angles[i] = -angles[i];
        }
        return new RotaryAngles(cosine, table("sine", shape, angles, Math::sin));
    }

    private static Tensor table(
            String name, Shape shape, double[] angles, DoubleUnaryOperator function) {
        float[] values = new float[angles.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) function.applyAsDouble(angles[i]);
        }
        Tensor table = Tensor.allocated("rotary." + name, shape, Storage.Kind.STATE);
        table.set(values);
        return table;
    }
}
