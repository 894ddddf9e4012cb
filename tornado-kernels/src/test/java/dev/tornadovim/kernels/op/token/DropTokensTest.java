package dev.tornadovim.kernels.op.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class DropTokensTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 2, 1, 0),
                of(3, 17, 7, 8),
                of(1, 197, 192, 98),
                of(3, 19, 33, 0, 18),
                of(2, 20, 5, 19, 3, 7));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 4, 2, 0), of(2, 5, 3, 2), of(2, 5, 3, 4, 0));
    }

    @Test
    void withoutTokensToDropNothingHappens() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(1, 4, 2));
        assertThat(DropTokens.apply(builder, x, new int[0])).isSameAs(x);
    }

    @Test
    void refusesPositionsOutsideTheSequenceAndAll() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(1, 2, 2));
        assertThatThrownBy(() -> DropTokens.apply(builder, x, new int[] {2}))
                .hasMessage("dropTokens: token 2 is outside a sequence of 2 tokens");
        assertThatThrownBy(() -> DropTokens.apply(builder, x, new int[] {0, 1}))
                .hasMessage("dropTokens: no token of x[1, 2, 2] is left");
    }

    private static OpCase of(int batch, int tokens, int channels, int... positions) {
        String name = batch + "x" + tokens + "x" + channels + " but " + Arrays.toString(positions);
        return OpCase.of(
                        name,
                        new DropTokensReference(batch, tokens, channels, positions),
                        (builder, in) -> List.of(DropTokens.apply(builder, in.get(0), positions)))
                .input("x", batch, tokens, channels);
    }
}
