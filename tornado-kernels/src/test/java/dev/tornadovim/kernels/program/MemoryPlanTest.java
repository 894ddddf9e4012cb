package dev.tornadovim.kernels.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.op.direction.DirectionSum;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {

    private static final Shape SHAPE = Shape.of(1, 2, 3, 100);

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 40})
    void inferenceNeedsTwoLiveActivationsWhateverTheDepth(int depth) {
        Program program = chain(depth, false);
        MemoryPlan plan = MemoryPlan.of(program, Storage.Kind.CPU_SCRATCH);
        // Two arrays take turns; the output has an array of its own.
        assertThat(plan.arrays()).isEqualTo(3);
        assertThat(plan.bytes()).isEqualTo(3L * 600 * Float.BYTES);
    }

    @Test
    void storagesThatLiveAtTheSameTimeNeverShare() {
        Program program = chain(12, true);
        MemoryPlan.of(program, Storage.Kind.CPU_SCRATCH).allocate();
        for (Stage stage : program.stages()) {
            for (Step step : stage.steps()) {
                for (Tensor read : step.reads()) {
                    for (Tensor write : step.writes()) {
                        if (read.storage() != write.storage()) {
                            assertThat(read.storage().array())
                                    .as(step.name())
                                    .isNotSameAs(write.storage().array());
                        }
                    }
                }
            }
        }
    }

    private static Program chain(int depth, boolean backward) {
        ProgramBuilder builder = new ProgramBuilder(backward);
        Tensor input = builder.input("x", SHAPE);
        builder.differentiate(input);
        Tensor last =
                builder.stage(
                        "chain",
                        () -> {
                            Tensor x = input;
                            for (int i = 0; i < depth; i++) {
                                x = DirectionSum.apply(builder, x, 0.5f).reshape(SHAPE);
                            }
                            return x;
                        });
        builder.output("y", last);
        if (backward) {
            builder.backward(java.util.Map.of(last, builder.input("seed", SHAPE)));
        }
        return builder.build();
    }
}
