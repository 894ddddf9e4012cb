package dev.tornadovim.kernels.op.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class MaxPoolTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(of(1, 1, 1), of(3, 17, 7), of(1, 197, 192), of(3, 730, 33));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 3, 2), of(1, 4, 3));
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

    private static OpCase of(int batch, int tokens, int channels) {
        return OpCase.of(
                        batch + "x" + tokens + "x" + channels,
                        new MaxPoolReference(batch, tokens, channels),
                        (builder, in) -> List.of(MaxPool.apply(builder, in.get(0))))
                .input("x", batch, tokens, channels)
                .reducing(tokens);
    }
}
