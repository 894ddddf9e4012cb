package dev.tornadovim.experiments.measure;

import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/**
 * Normally distributed values, the same in every array: what images show makes no difference to the
 * time, and no data has to be there.
 */
public final class Noise {

    private Noise() {}

    /**
     * Fills a contiguous tensor in place: a copy on Java's heap would count as memory of the work.
     *
     * @param mean of the values
     * @param std standard deviation of the values
     */
    static void fill(Tensor tensor, double mean, double std) {
        fill(tensor.segment().asSlice(0, (long) tensor.size() * Float.BYTES), mean, std);
    }

    /** A new input of a program, filled. */
    public static Tensor input(
            ProgramBuilder builder, String name, Shape shape, double mean, double std) {
        Tensor tensor = builder.input(name, shape);
        fill(tensor, mean, std);
        return tensor;
    }

    /** Pixels of normalized images. */
    static float[] images(int size) {
        float[] values = new float[size];
        fill(MemorySegment.ofArray(values), 0, 1);
        return values;
    }

    private static void fill(MemorySegment floats, double mean, double std) {
        Random random = new Random(0);
        for (long i = 0; i < floats.byteSize() / Float.BYTES; i++) {
            floats.setAtIndex(
                    ValueLayout.JAVA_FLOAT, i, (float) (mean + std * random.nextGaussian()));
        }
    }
}
