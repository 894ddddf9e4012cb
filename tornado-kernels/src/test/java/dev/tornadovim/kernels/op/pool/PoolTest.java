package dev.tornadovim.kernels.op.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.op.Reference;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The ops that make one token of many: mean, maximum, and the tokens at given places. */
class PoolTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                mean(1, 1, 1),
                mean(3, 17, 7),
                mean(1, 197, 192),
                mean(3, 730, 33),
                max(1, 1, 1),
                max(3, 17, 7),
                max(1, 197, 192),
                max(3, 730, 33),
                select(1, 1, 1, 0),
                select(3, 17, 7, 8),
                select(1, 197, 192, 98),
                select(3, 730, 33, 0, 729));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(
                mean(2, 3, 2),
                mean(1, 4, 3),
                max(2, 3, 2),
                max(1, 4, 3),
                select(2, 3, 2, 1),
                select(2, 4, 3, 3, 0));
    }

    @Test
    void theFirstOfEqualMaximaTakesTheGradient() {
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor x = builder.input("x", Shape.of(1, 4, 1));
        x.set(new float[] {1, 3, 3, 2});
        builder.differentiate(x);
        Tensor y = builder.stage("pool", () -> MaxPool.apply(builder, x));
        Tensor seed = builder.input("seed", Shape.of(1, 1));
        seed.set(new float[] {5});
        builder.backward(Map.of(y, seed));
        builder.output("gradient", builder.gradient(x));
        var program = builder.build();
        try (Engine engine = new CpuEngine(1);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            assertThat(program.output("gradient").toArray()).containsExactly(0, 5, 0, 0);
        }
    }

    private static OpCase mean(int batch, int tokens, int channels) {
        var reference = new MeanPoolReference(batch, tokens, channels);
        return of("mean", reference, MeanPool::apply, batch, tokens, channels).reducing(tokens);
    }

    private static OpCase max(int batch, int tokens, int channels) {
        var reference = new MaxPoolReference(batch, tokens, channels);
        return of("max", reference, MaxPool::apply, batch, tokens, channels).reducing(tokens);
    }

    private static OpCase select(int batch, int tokens, int channels, int... positions) {
        return of(
                "tokens " + Arrays.toString(positions),
                new SelectTokensReference(batch, tokens, channels, positions),
                (builder, x) -> SelectTokens.apply(builder, x, positions),
                batch,
                tokens,
                channels);
    }

    private static OpCase of(
            String name,
            Reference reference,
            BiFunction<ProgramBuilder, Tensor, Tensor> apply,
            int batch,
            int tokens,
            int channels) {
        return OpCase.of(
                        "%s of %dx%dx%d".formatted(name, batch, tokens, channels),
                        reference,
                        (builder, in) -> List.of(apply.apply(builder, in.get(0))))
                .input("x", batch, tokens, channels);
    }
}
