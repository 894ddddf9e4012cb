package dev.tornadovim.kernels.op.token;

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

class EmbedTokensTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 1, 1),
                of(3, 16, 7),
                of(3, 2, 5, 1),
                of(1, 196, 192, 98),
                of(3, 17, 33, 0, 18),
                of(2, 16, 5, 18, 3, 7));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 3, 2), of(2, 4, 3, 2), of(2, 3, 3, 4, 0));
    }

    @Test
    void refusesPositionsOutsideTheSequence() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor patches = builder.input("patches", Shape.of(1, 4, 2));
        Tensor token = builder.input("token", Shape.of(1, 1, 2));
        Tensor position = builder.input("position", Shape.of(1, 5, 2));
        assertThatThrownBy(
                        () ->
                                EmbedTokens.apply(
                                        builder, patches, List.of(token), new int[] {5}, position))
                .hasMessage("embedTokens: token 5 is outside a sequence of 5 tokens");
    }

    private static OpCase of(int batch, int patches, int channels, int... positions) {
        int count = positions.length;
        String name = batch + "x" + patches + "x" + channels + " at " + Arrays.toString(positions);
        OpCase op =
                OpCase.of(
                        name,
                        new EmbedTokensReference(batch, patches, channels, positions),
                        (builder, in) ->
                                List.of(
                                        EmbedTokens.apply(
                                                builder,
                                                in.get(0),
                                                in.subList(1, 1 + count),
                                                positions,
                                                in.get(1 + count))));
        op.input("patches", batch, patches, channels);
        for (int k = 0; k < count; k++) {
            op.input("token" + k, 1, 1, channels);
        }
        return op.input("position", 1, patches + count, channels).reducing(batch);
    }
}
