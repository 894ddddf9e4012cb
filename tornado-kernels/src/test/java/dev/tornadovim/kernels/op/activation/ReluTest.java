package dev.tornadovim.kernels.op.activation;

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
import java.util.stream.Stream;

class ReluTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(of(1, 1, 1, 1), of(3, 5, 17, 7), of(1, 20, 30, 33));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 3, 2, 5));
    }

    private static OpCase of(int batch, int height, int width, int channels) {
        return OpCase.of(
                        batch + "x" + height + "x" + width + "x" + channels,
                        new ReluReference(),
                        (builder, in) -> List.of(Relu.apply(builder, in.get(0))))
                .input("x", batch, height, width, channels);
    }

    /** A guard against divergence has to see what a network computes. */
    @Test
    void notANumberStaysNotANumber() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(4));
        x.set(new float[] {Float.NaN, -1, 2, Float.NEGATIVE_INFINITY});
        builder.output("y", builder.stage("relu", () -> Relu.apply(builder, x)));
        var program = builder.build();
        try (Engine engine = new CpuEngine(1);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            assertThat(program.output("y").toArray()).containsExactly(Float.NaN, 0, 2, 0);
        }
    }
}
