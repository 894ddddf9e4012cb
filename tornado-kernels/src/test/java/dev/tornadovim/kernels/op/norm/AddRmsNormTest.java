package dev.tornadovim.kernels.op.norm;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;

import java.util.List;
import java.util.stream.Stream;

class AddRmsNormTest extends OpContract {

    private static final float EPS = 1e-5f;

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                sum(1, 1, 1),
                sum(3, 17, 7),
                sum(1, 197, 192),
                sum(3, 730, 33),
                first(1, 2, 5),
                first(3, 197, 48));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(sum(2, 3, 5), first(1, 3, 7));
    }

    private static OpCase sum(int batch, int tokens, int channels) {
        return OpCase.of(
                        "sum " + batch + "x" + tokens + "x" + channels,
                        new AddRmsNormReference(channels, EPS, true),
                        (builder, in) -> {
                            var out =
                                    AddRmsNorm.apply(builder, in.get(0), in.get(1), in.get(2), EPS);
                            return List.of(out.residual(), out.normed());
                        })
                .input("hidden", batch, tokens, channels)
                .input("residual", batch, tokens, channels)
                .input("weight", 0.5, 1.5, channels)
                .reducing(batch * tokens);
    }

    private static OpCase first(int batch, int tokens, int channels) {
        return OpCase.of(
                        "first " + batch + "x" + tokens + "x" + channels,
                        new AddRmsNormReference(channels, EPS, false),
                        (builder, in) -> {
                            var out = AddRmsNorm.apply(builder, in.get(0), null, in.get(1), EPS);
                            return List.of(out.normed());
                        })
                .input("hidden", batch, tokens, channels)
                .input("weight", 0.5, 1.5, channels)
                .reducing(batch * tokens);
    }
}
