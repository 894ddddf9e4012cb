package dev.tornadovim.kernels.op.pool;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class SelectTokensTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 1, 1, 0), of(3, 17, 7, 8), of(1, 197, 192, 98), of(3, 730, 33, 0, 729));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 3, 2, 1), of(2, 4, 3, 3, 0));
    }

    private static OpCase of(int batch, int tokens, int channels, int... positions) {
        String name = batch + "x" + tokens + "x" + channels + " at " + Arrays.toString(positions);
        return OpCase.of(
                        name,
                        new SelectTokensReference(batch, tokens, channels, positions),
                        (builder, in) -> List.of(SelectTokens.apply(builder, in.get(0), positions)))
                .input("x", batch, tokens, channels);
    }
}
