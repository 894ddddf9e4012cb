package dev.tornadovim.kernels.op.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class RotaryEmbeddingTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 1, 1, 4),
                of(3, 2, 5, 12, 5),
                of(2, 14, 14, 192, 98),
                of(2, 7, 3, 36, 0, 22),
                of(3, 27, 27, 8, 364));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 2, 2, 4), of(1, 2, 3, 8, 3), of(2, 1, 2, 4, 0, 3));
    }

    /** Tokens 1 and 5 of a grid of 2 × 3 by the formulas of rope.py, in double. */
    @Test
    void turnsAsTheOfficialCode() {
        double[] x = new double[2 * 3 * 8];
        Arrays.setAll(x, i -> (i + 1) / 10.0);
        double[] y = new RotaryEmbeddingReference(2, 3, 8).forward(new double[][] {x})[0];
        assertThat(Arrays.copyOfRange(y, 8, 16))
                .containsExactly(
                        new double[] {0.9, 1.0, 1.1, 1.2, 1.339119, -1.36263, 1.423727, 1.668233},
                        within(1e-6));
        assertThat(Arrays.copyOfRange(y, 40, 48))
                .containsExactly(
                        new double[] {
                            0.331656, 5.860035, 3.981721, 4.689979,
                            -4.901258, -4.169853, 4.232194, 5.217139
                        },
                        within(1e-6));
    }

    @Test
    void refusesChannelsThatAreNotPairsOfTwoHalves() {
        assertThatThrownBy(() -> RotaryAngles.of(2, 2, 6))
                .hasMessage("rotary embedding: expected channels that are a multiple of 4, got 6");
    }

    @Test
    void refusesAnglesOfAnotherSequence() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(1, 5, 4));
        assertThatThrownBy(() -> RotaryEmbedding.apply(builder, x, RotaryAngles.of(2, 2, 4)))
                .hasMessageStartingWith("rotaryEmbedding: expected rotary.cosine of shape [5, 4]");
    }

    private static OpCase of(
            int batch, int gridHeight, int gridWidth, int channels, int... classTokens) {
        int tokens = gridHeight * gridWidth + classTokens.length;
        String name =
                batch
                        + "x"
                        + gridHeight
                        + "x"
                        + gridWidth
                        + "x"
                        + channels
                        + " but "
                        + Arrays.toString(classTokens);
        return OpCase.of(
                        name,
                        new RotaryEmbeddingReference(gridHeight, gridWidth, channels, classTokens),
                        (builder, in) ->
                                List.of(
                                        RotaryEmbedding.apply(
                                                builder,
                                                in.get(0),
                                                RotaryAngles.of(
                                                        gridHeight,
                                                        gridWidth,
                                                        channels,
                                                        classTokens))))
                .input("x", batch, tokens, channels);
    }
}
