package dev.tornadovim.kernels.op.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Stream;

class PatchEmbeddingTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(new PatchGrid(1, 1, 1, 1, 1, 1), 1),
                of(new PatchGrid(1, 3, 16, 16, 16, 16), 12),
                of(new PatchGrid(3, 3, 32, 48, 16, 16), 13),
                of(new PatchGrid(1, 3, 39, 33, 16, 8), 44),
                of(new PatchGrid(3, 1, 28, 28, 7, 7), 33),
                of(new PatchGrid(1, 1, 29, 31, 2, 3), 5),
                of(new PatchGrid(3, 2, 11, 9, 4, 3), 17),
                of(new PatchGrid(1, 5, 17, 3, 3, 1), 7));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(new PatchGrid(70_000, 1, 2, 1, 1, 1), 2));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(
                of(new PatchGrid(2, 2, 5, 4, 2, 2), 3),
                of(new PatchGrid(1, 1, 7, 6, 4, 2), 2),
                of(new PatchGrid(1, 1, 5, 5, 1, 3), 2));
    }

    private static OpCase of(PatchGrid grid, int out) {
        return OpCase.of(
                        grid + " to " + out,
                        new PatchEmbeddingReference(grid, out),
                        (builder, t) ->
                                List.of(
                                        PatchEmbedding.apply(
                                                builder,
                                                t.get(0),
                                                t.get(1),
                                                t.get(2),
                                                grid.stride())))
                .input("image", grid.batch(), grid.channels(), grid.height(), grid.width())
                .input("weight", out, grid.channels(), grid.kernel(), grid.kernel())
                .input("bias", out)
                .reducing(Math.max(grid.patchSize(), grid.tokens()));
    }

    /** Published grids of Vim for kernel 16: image size, stride, patches along a side. */
    @ParameterizedTest
    @CsvSource({"224, 16, 14", "224, 8, 27", "738, 16, 46", "1248, 16, 78"})
    void gridOfPublishedResolutions(int size, int stride, int side) {
        PatchGrid grid = new PatchGrid(2, 3, size, size, 16, stride);
        assertThat(grid.rows()).isEqualTo(side);
        assertThat(grid.patches()).isEqualTo(side * side);
        assertThat(grid.tokens()).isEqualTo(2 * side * side);
    }

    @Test
    void refusesImageSmallerThanPatch() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", Shape.of(1, 3, 15, 16));
        Tensor weight = builder.input("weight", Shape.of(4, 3, 16, 16));
        Tensor bias = builder.input("bias", Shape.of(4));
        assertThatThrownBy(() -> PatchEmbedding.apply(builder, image, weight, bias, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("15x16");
    }

    @Test
    void refusesOtherNumberOfChannels() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor image = builder.input("image", Shape.of(1, 1, 16, 16));
        Tensor weight = builder.input("weight", Shape.of(4, 3, 16, 16));
        Tensor bias = builder.input("bias", Shape.of(4));
        assertThatThrownBy(() -> PatchEmbedding.apply(builder, image, weight, bias, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image[1, 1, 16, 16]");
    }
}
