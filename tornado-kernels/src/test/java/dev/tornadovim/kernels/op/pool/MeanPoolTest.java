package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;

import java.util.List;
import java.util.stream.Stream;

class MeanPoolTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(of(1, 1, 1), of(3, 17, 7), of(1, 197, 192), of(3, 730, 33));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 3, 2), of(1, 4, 3));
    }

    private static OpCase of(int batch, int tokens, int channels) {
        return OpCase.of(
                        batch + "x" + tokens + "x" + channels,
                        new MeanPoolReference(batch, tokens, channels),
                        (builder, in) -> List.of(MeanPool.apply(builder, in.get(0))))
                .input("x", batch, tokens, channels)
                .reducing(tokens);
    }
}
