package dev.tornadovim.kernels.op.scan;

import static dev.tornadovim.kernels.op.scan.Direction.FORWARD;
import static dev.tornadovim.kernels.op.scan.Direction.REVERSE;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.op.scan.SelectiveScan.Inputs;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

class SelectiveScanTest extends OpContract {

    private static final List<Direction> BOTH = List.of(FORWARD, REVERSE);

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(List.of(FORWARD), 1, 1, 1, 1, true),
                of(BOTH, 3, 2, 5, 3, true),
                of(BOTH, 1, 3, 33, 16, false),
                of(List.of(REVERSE), 3, 17, 16, 16, true),
                of(List.of(REVERSE, FORWARD), 1, 65, 7, 3, true),
                of(BOTH, 3, 197, 19, 16, true),
                of(BOTH, 1, 730, 40, 5, true),
                of(List.of(FORWARD), 1, 197, 66, 16, false),
                onePass(BOTH, 2, 65, 19, 5, true),
                onePass(List.of(REVERSE), 1, 70, 130, 16, false));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(List.of(FORWARD), 1, 70_000, 1, 1, true));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(
                of(BOTH, 2, 5, 3, 3, true),
                of(List.of(REVERSE), 1, 3, 2, 4, false),
                of(List.of(FORWARD), 1, 9, 2, 2, true));
    }

    private static OpCase of(
            List<Direction> directions,
            int batch,
            int tokens,
            int channels,
            int states,
            boolean gated) {
        return of("", ScanShape::of, directions, batch, tokens, channels, states, gated);
    }

    /** As on a device that sequences and channels alone keep busy. */
    private static OpCase onePass(
            List<Direction> directions,
            int batch,
            int tokens,
            int channels,
            int states,
            boolean gated) {
        return of(
                "one pass ",
                in -> ScanShape.of(in).withOnePass(),
                directions,
                batch,
                tokens,
                channels,
                states,
                gated);
    }

    private static OpCase of(
            String form,
            Function<Inputs, ScanShape> shape,
            List<Direction> directions,
            int batch,
            int tokens,
            int channels,
            int states,
            boolean gated) {
        int count = directions.size();
        OpCase op =
                OpCase.of(
                                form
                                        + directions
                                        + " "
                                        + batch
                                        + "x"
                                        + tokens
                                        + "x"
                                        + channels
                                        + " states "
                                        + states
                                        + (gated ? " gated" : ""),
                                new SelectiveScanReference(
                                        directions, batch, tokens, channels, states, gated),
                                (builder, in) -> {
                                    Inputs inputs = inputs(directions, gated, in);
                                    Tensor y =
                                            SelectiveScan.apply(
                                                    builder, inputs, shape.apply(inputs));
                                    return List.of(y);
                                })
                        .input("u", count, batch, tokens, channels)
                        .input("delta", -2.0, 2.0, count, batch, tokens, channels)
                        .input("B", count, batch, tokens, states)
                        .input("C", count, batch, tokens, states)
                        .reducing(Math.max(batch * tokens, channels * states));
        if (gated) {
            op.input("z", -3.0, 3.0, batch, tokens, channels);
        }
        for (int d = 0; d < count; d++) {
            op.input("A_log" + d, -2.0, 2.5, channels, states)
                    .input("D" + d, channels)
                    .input("bias" + d, -6.0, 1.0, channels);
        }
        return op;
    }

    private static Inputs inputs(List<Direction> directions, boolean gated, List<Tensor> in) {
        List<List<Tensor>> parameters =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int first = gated ? 5 : 4;
        for (int i = first; i < in.size(); i++) {
            parameters.get((i - first) % 3).add(in.get(i));
        }
        return new Inputs(
                directions,
                in.get(0),
                in.get(1),
                in.get(2),
                in.get(3),
                gated ? in.get(4) : null,
                parameters.get(0),
                parameters.get(1),
                parameters.get(2));
    }

    @Test
    void refusesShapesThatDoNotFit() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor u = builder.input("u", Shape.of(1, 2, 5, 8));
        Tensor b = builder.input("b", Shape.of(1, 2, 5, 16));
        Tensor c = builder.input("c", Shape.of(1, 2, 4, 16));
        Tensor aLog = builder.input("aLog", Shape.of(8, 16));
        Tensor e = builder.input("e", Shape.of(8));
        var one = List.of(e);
        var in = new Inputs(List.of(FORWARD), u, u, b, c, null, List.of(aLog), one, one);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SelectiveScan.apply(builder, in))
                .withMessage("scan takes C [1, 2, 5, 16], got c[1, 2, 4, 16]");
    }
}
