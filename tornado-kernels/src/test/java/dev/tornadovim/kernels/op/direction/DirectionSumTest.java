package dev.tornadovim.kernels.op.direction;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;

import java.util.List;
import java.util.stream.Stream;

class DirectionSumTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 1, 1, 1, 1f),
                of(2, 3, 17, 7, 0.5f),
                of(2, 1, 197, 33, 0.5f),
                of(2, 3, 730, 5, 1f));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 3, 2, 5, 0.5f), of(1, 1, 3, 3, 1f));
    }

    private static OpCase of(int directions, int batch, int tokens, int channels, float scale) {
        String name = directions + "x" + batch + "x" + tokens + "x" + channels + " scale " + scale;
        return OpCase.of(
                        name,
                        new DirectionSumReference(directions, scale),
                        (builder, in) -> List.of(DirectionSum.apply(builder, in.get(0), scale)))
                .input("x", directions, batch, tokens, channels)
                .reducing(directions);
    }
}
