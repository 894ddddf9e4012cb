package dev.tornadovim.kernels.op.layernorm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class LayerNormTest extends OpContract {

    private static final float EPS = 1e-6f;

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 1, 3), of(3, 17, 7), of(1, 197, 192), of(3, 730, 33), of(2, 5, 7, 33));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(2, 3, 5), of(1, 1, 7));
    }

    private static OpCase of(int... shape) {
        Shape x = Shape.of(shape);
        return OpCase.of(
                        x.toString(),
                        new LayerNormReference(x.columns(), EPS),
                        (builder, in) ->
                                List.of(
                                        LayerNorm.apply(
                                                builder, in.get(0), in.get(1), in.get(2), EPS)))
                .input("x", -1.0, 3.0, shape)
                .input("weight", 0.5, 1.5, x.columns())
                .input("bias", x.columns())
                .reducing(x.rows());
    }

    @Test
    void weightOfAnotherWidthIsRefused() {
        ProgramBuilder builder = new ProgramBuilder(false);
        var x = builder.input("x", Shape.of(2, 3, 8));
        var weight = builder.input("weight", Shape.of(7));
        var bias = builder.input("bias", Shape.of(8));
        assertThatThrownBy(() -> LayerNorm.apply(builder, x, weight, bias, EPS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weight[7]");
    }
}
