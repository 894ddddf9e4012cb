package dev.tornadovim.kernels.op.roi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.op.Reference;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

class RoiAlignTest extends OpContract {

    private static final double[] TORCHVISION_OUTPUT = {
        0.6640625,
        -0.4570312,
        -0.234375,
        0.5625,
        -0.609375,
        0.390625,
        0.1875,
        -0.375,
        -0.375,
        0.75,
        -0.953125,
        0.9375,
        0.015625,
        0.0859375,
        -0.2626953,
        -0.09960938,
        -0.2714844,
        0.4311523,
        0,
        0,
        1.054688,
        -0.8242188,
        0,
        0
    };

    private static final double[] TORCHVISION_GRADIENT = {
        -0.0703125,
        0.0703125,
        -0.140625,
        0.140625,
        -0.1171875,
        0.140625,
        -0.09375,
        0.140625,
        -0.046875,
        0.0703125,
        -0.515625,
        0.515625,
        -1.03125,
        1.03125,
        -0.859375,
        1.03125,
        -0.6875,
        1.03125,
        -0.34375,
        0.515625,
        -0.6328125,
        0.3203125,
        -1.265625,
        0.640625,
        -0.5859375,
        0.015625,
        0.09375,
        -0.609375,
        0.046875,
        -0.3046875,
        -0.28125,
        0.09375,
        -0.5625,
        0.1875,
        -0.1875,
        -0.1875,
        0.1875,
        -0.5625,
        0.09375,
        -0.28125,
        1.020508,
        -0.5986328,
        0.3691406,
        -0.3691406,
        0.4306641,
        -0.4306641,
        0,
        0,
        0,
        0,
        -0.02929688,
        0.4980469,
        -0.5273438,
        0.5273438,
        -0.6152344,
        0.6152344,
        -0.03710938,
        0.05566406,
        -0.08789062,
        0.1318359,
        -0.02246094,
        0.3818359,
        -0.4042969,
        0.4042969,
        -0.4716797,
        0.4716797,
        -0.3710938,
        0.5566406,
        -0.8789062,
        1.318359,
        0,
        0,
        0,
        0,
        0,
        0,
        -0.03710938,
        -0.1669922,
        -0.08789062,
        -0.3955078
    };

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 1, 1, 3, 1, 1, 8, 8),
                of(9, 2, 3, 7, 2, 2, 8, 6),
                of(40, 3, 2, 33, 3, 7, 20, 24),
                of(17, 1, 4, 5, 1, 14, 16, 16));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(5, 2, 2, 2, 2, 2, 4, 6), of(4, 1, 1, 3, 1, 3, 5, 5));
    }

    private static OpCase of(
            int regions,
            int batch,
            int levels,
            int channels,
            int samples,
            int out,
            int height,
            int width) {
        List<int[]> maps = new ArrayList<>();
        float[] scales = new float[levels];
        for (int level = 0; level < levels; level++) {
            maps.add(new int[] {batch, height >> level, width >> level, channels});
            scales[level] = 1f / (4 << level);
        }
        float[] rois = rois(regions, batch, levels, 4 * height, 4 * width);
        Reference reference =
                new WithRegions(
                        new RoiAlignReference(maps, scales, out, samples), levels, widen(rois));
        OpCase op =
                OpCase.of(
                                "%d regions of %d levels from %dx%dx%dx%d to %d by %d samples"
                                        .formatted(
                                                regions, levels, batch, height, width, channels,
                                                out, samples),
                                reference,
                                (builder, in) ->
                                        List.of(
                                                RoiAlign.apply(
                                                        builder,
                                                        in,
                                                        scales,
                                                        regions(builder, rois),
                                                        out,
                                                        samples)))
                        .reducing(regions * out * samples);
        for (int level = 0; level < levels; level++) {
            op.input("level" + level, maps.get(level));
        }
        return op;
    }

    /** Regions of every level and image, some of no level, some over the edge of the image. */
    private static float[] rois(int regions, int batch, int levels, int height, int width) {
        Random random = new Random(7);
        float[] rois = new float[6 * regions];
        for (int r = 0; r < regions; r++) {
            float x = random.nextFloat() * (width + 20) - 10;
            float y = random.nextFloat() * (height + 20) - 10;
            rois[6 * r] = r % 5 == 4 ? -1 : r % levels;
            rois[6 * r + 1] = random.nextInt(batch);
            rois[6 * r + 2] = x;
            rois[6 * r + 3] = y;
            rois[6 * r + 4] = x + random.nextFloat() * width;
            rois[6 * r + 5] = y + random.nextFloat() * height;
        }
        return rois;
    }

    private static Tensor regions(ProgramBuilder builder, float[] rois) {
        Tensor tensor = builder.input("rois", Shape.of(rois.length / 6, 6));
        tensor.set(rois);
        return tensor;
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /** The oracle for given regions: a contract draws all inputs from one range. */
    private record WithRegions(Reference reference, int levels, double[] rois)
            implements Reference {

        private double[][] all(double[][] maps) {
            double[][] inputs = Arrays.copyOf(maps, levels + 1);
            inputs[levels] = rois;
            return inputs;
        }

        @Override
        public double[][] forward(double[][] maps) {
            return reference.forward(all(maps));
        }

        @Override
        public double[][] backward(double[][] maps, double[][] outputGradients) {
            return Arrays.copyOf(reference.backward(all(maps), outputGradients), levels);
        }
    }

    /**
     * By a transcription into Python of torchvision's roi_align_kernel.cpp (aligned, scale 1/2, two
     * samples): a map [2, 4, 5, 2 channels] with x[i] = ((7 i² + 3 i) mod 11) / 2 - 2, gradients
     * dy[i] = ((5 i² + i) mod 7) - 3.
     */
    @Test
    void agreesWithTorchvision() {
        double[][] inputs = {
            new double[80], {0, 0, 1, 2, 9, 7, 0, 1, -4, -3, 6, 5.5, 0, 1, 7, 4, 13.5, 10}
        };
        double[][] dy = {new double[24]};
        for (int i = 0; i < 80; i++) {
            inputs[0][i] = (7 * i * i + 3 * i) % 11 / 2.0 - 2;
        }
        for (int i = 0; i < 24; i++) {
            dy[0][i] = (5 * i * i + i) % 7 - 3;
        }
        var reference =
                new RoiAlignReference(List.of(new int[] {2, 4, 5, 2}), new float[] {0.5f}, 2, 2);
        assertThat(reference.forward(inputs)[0]).containsExactly(TORCHVISION_OUTPUT, within(1e-6));
        assertThat(reference.backward(inputs, dy)[0])
                .containsExactly(TORCHVISION_GRADIENT, within(1e-6));
    }

    @Test
    void refusesWhatDoesNotFit() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(1, 4, 5, 3));
        Tensor rois = builder.input("rois", Shape.of(7, 5));
        assertThatThrownBy(() -> RoiAlign.apply(builder, List.of(x), new float[0], rois, 7, 2))
                .hasMessage("roiAlign: expected a scale for each level, got 0 for [x[1, 4, 5, 3]]");
        float[] scale = {1};
        assertThatThrownBy(() -> RoiAlign.apply(builder, List.of(x), scale, rois, 7, 2))
                .hasMessage("roiAlign: expected rois of shape [7, 6], got rois[7, 5]");
    }
}
