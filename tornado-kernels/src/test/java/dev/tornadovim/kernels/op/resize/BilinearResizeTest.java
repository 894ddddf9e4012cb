package dev.tornadovim.kernels.op.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class BilinearResizeTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 1, 1, 1, 3, 2, false),
                of(1, 1, 1, 5, 4, 4, true),
                of(3, 5, 7, 3, 11, 9, false),
                of(2, 5, 7, 17, 20, 28, true),
                of(2, 16, 12, 33, 5, 3, false),
                of(1, 16, 12, 7, 1, 1, true),
                of(2, 6, 6, 19, 24, 3, false));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(
                of(2, 2, 3, 2, 3, 5, false),
                of(1, 5, 4, 3, 2, 3, false),
                of(1, 3, 2, 2, 5, 5, true),
                of(1, 5, 4, 3, 2, 1, true));
    }

    private static OpCase of(
            int batch,
            int height,
            int width,
            int channels,
            int outHeight,
            int outWidth,
            boolean alignCorners) {
        String name =
                "%dx%dx%dx%d to %dx%d%s"
                        .formatted(
                                batch,
                                height,
                                width,
                                channels,
                                outHeight,
                                outWidth,
                                alignCorners ? " corners aligned" : "");
        return OpCase.of(
                        name,
                        new BilinearResizeReference(
                                batch, height, width, channels, outHeight, outWidth, alignCorners),
                        (builder, in) ->
                                List.of(
                                        BilinearResize.apply(
                                                builder,
                                                in.get(0),
                                                outHeight,
                                                outWidth,
                                                alignCorners)))
                .input("x", batch, height, width, channels)
                .reducing(Math.max(4, 4 * outHeight * outWidth / (height * width)));
    }

    /**
     * By torch.nn.functional.interpolate of PyTorch 2.13 in float64: x[i] = ((7 i² + 3 i) mod 11) /
     * 2 - 2 and gradients dy[i] = ((5 i² + i) mod 7) - 3, i counting [height, width, 2 channels].
     */
    @Test
    void agreesWithPyTorchWhenEnlarging() {
        double[] y = {
            -2, 3, -1.8, 2.2, -1.5, 1, -0.9, 0.1, -0.5, -0.5, -0.5, 0.75, 0, 0.25, 0.75, -0.5, 0.15,
            -0.95, -0.25, -1.25, 1, -1.5, 1.8, -1.7, 3, -2, 1.2, -2, 0, -2
        };
        double[] dx = {-2.4, 3.6, -5.1, 3.3, 1.5, -2.4, 4.6, -5.4, 2.9, -1.1, -4.5, 5};
        agrees(new BilinearResizeReference(1, 2, 3, 2, 3, 5, false), y, dx);
        double[] alignedY = {
            -2, 3, -1.75, 2, -1.5, 1, -1, 0.25, -0.5, -0.5, -0.5, 0.75, 0.125, 0.125, 0.75, -0.5,
            0.25, -0.875, -0.25, -1.25, 1, -1.5, 2, -1.75, 3, -2, 1.5, -2, 0, -2
        };
        double[] alignedDx = {
            -2.25, 3.25, -5.25, 3.5, 1.5, -2.25, 4.25, -5.25, 3.25, -1, -4.5, 4.75
        };
        agrees(new BilinearResizeReference(1, 2, 3, 2, 3, 5, true), alignedY, alignedDx);
    }

    /** As above. */
    @Test
    void agreesWithPyTorchWhenReducing() {
        double[] y = {
            1.395833,
            -0.8333333,
            0.875,
            -1.25,
            1.1875,
            -0.8333333,
            -0.875,
            0.08333333,
            0.6875,
            -1,
            1.9375,
            -1.25
        };
        double[] dx = {
            -0.625, 0.625, -0.375, 0.5, -0.375, 0.4166667, -0.625, 0.2083333, -1.875, 1.875, -1.125,
            1.5, -1.125, 1.25, -1.875, 0.625, 0, 0, 0, 0, 0, 0, 0, 0, 0.625, -1.875, 1.25, -1.125,
            1.5, -1.125, 1.875, -1.875, 0.2083333, -0.625, 0.4166667, -0.375, 0.5, -0.375, 0.625,
            -0.625
        };
        agrees(new BilinearResizeReference(1, 5, 4, 2, 2, 3, false), y, dx);
        double[] alignedY = {-2, 3, -1, 0.25, 1, -1.5, 0, -2, 2, -1, -0.5, 1};
        double[] alignedDx = new double[40];
        double[] first = {-3, 3, -1, 1.5, -1, 1.5, -3, 1};
        double[] last = {1, -3, 1.5, -1, 1.5, -1, 3, -3};
        System.arraycopy(first, 0, alignedDx, 0, 8);
        System.arraycopy(last, 0, alignedDx, 32, 8);
        agrees(new BilinearResizeReference(1, 5, 4, 2, 2, 3, true), alignedY, alignedDx);
    }

    /** The oracle has PyTorch's values; the engines have the oracle's by the contract. */
    private static void agrees(BilinearResizeReference reference, double[] y, double[] dx) {
        double[][] x = {new double[dx.length]};
        for (int i = 0; i < dx.length; i++) {
            x[0][i] = (7 * i * i + 3 * i) % 11 / 2.0 - 2;
        }
        double[][] dy = {new double[y.length]};
        for (int i = 0; i < y.length; i++) {
            dy[0][i] = (5 * i * i + i) % 7 - 3;
        }
        assertThat(reference.forward(x)[0]).containsExactly(y, within(1e-6));
        assertThat(reference.backward(x, dy)[0]).containsExactly(dx, within(1e-6));
    }

    @Test
    void theSameSizeIsTheSameTensor() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(1, 4, 5, 3));
        assertThat(BilinearResize.apply(builder, x, 4, 5, false)).isSameAs(x);
    }

    @Test
    void refusesWhatIsNoMap() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(4, 5, 3));
        assertThatThrownBy(() -> BilinearResize.apply(builder, x, 4, 5, false))
                .hasMessage(
                        "bilinearResize: expected [batch, height, width, channels], got x[4, 5,"
                                + " 3]");
    }
}
