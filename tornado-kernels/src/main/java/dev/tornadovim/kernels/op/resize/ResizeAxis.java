package dev.tornadovim.kernels.op.resize;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.Arrays;

/**
 * Linear interpolation along one axis: output {@code o} is {@code (1 - f) x[low] + f x[high]} with
 * {@code low = low[o]}, {@code high = min(low + 1, in - 1)} and {@code f = fraction[o]}. As {@code
 * low} never falls, the outputs that use source {@code i} are the range {@code first[i]} to {@code
 * end[i]}.
 *
 * @param in source length
 * @param out output length
 * @param low lower neighbour of each output
 * @param fraction weight of the upper neighbour of each output, in [0, 1)
 * @param first first output that uses each source
 * @param end one past the last output that uses each source; equal to {@code first} where none does
 */
record ResizeAxis(int in, int out, int[] low, float[] fraction, int[] first, int[] end) {

    /**
     * The positions of {@code torch.nn.functional.interpolate}: {@code o (in - 1) / (out - 1)}
     * where corners are aligned, else {@code max(0, (o + 1/2) in / out - 1/2)}.
     */
    static ResizeAxis of(int in, int out, boolean alignCorners) {
        int[] low = new int[out];
        float[] fraction = new float[out];
        int[] first = new int[in];
        int[] end = new int[in];
        Arrays.fill(first, out);
        for (int o = 0; o < out; o++) {
            double position =
                    alignCorners
                            ? out > 1 ? (double) o * (in - 1) / (out - 1) : 0
                            : Math.max(0, (o + 0.5) * in / out - 0.5);
            low[o] = Math.min((int) position, in - 1);
            fraction[o] = low[o] == in - 1 ? 0 : (float) (position - low[o]);
            for (int i = low[o]; i <= Math.min(low[o] + 1, in - 1); i++) {
                first[i] = Math.min(first[i], o);
                end[i] = o + 1;
            }
        }
        for (int i = 0; i < in; i++) {
            first[i] = Math.min(first[i], end[i]);
        }
        return new ResizeAxis(in, out, low, fraction, first, end);
    }

    /** The upper neighbour of output {@code o}. */
    int high(int o) {
        return Math.min(low[o] + 1, in - 1);
    }

    /** The weight of source {@code i} in output {@code o}. */
    float weight(int i, int o) {
        if (low[o] == i) {
            return 1 - fraction[o];
        }
        return low[o] + 1 == i ? fraction[o] : 0;
    }

    /** {@code low, fraction, first, end}, one after the other, for kernels. */
    Tensor table(String name) {
        float[] values = new float[2 * out + 2 * in];
        for (int o = 0; o < out; o++) {
            values[o] = low[o];
            values[out + o] = fraction[o];
        }
        for (int i = 0; i < in; i++) {
            values[2 * out + i] = first[i];
            values[2 * out + in + i] = end[i];
        }
        Tensor table = Tensor.allocated(name, Shape.of(values.length), Storage.Kind.STATE);
        table.set(values);
        return table;
    }
}
