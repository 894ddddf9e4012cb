package dev.tornadovim.kernels.op.conv2d;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.contract.OpRun;
import dev.tornadovim.kernels.contract.OpRun.Input;
import dev.tornadovim.kernels.op.concat.Concat;
import dev.tornadovim.kernels.op.pool2d.AdaptiveAvgPool2d;
import dev.tornadovim.kernels.op.pool2d.MaxPool2d;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/**
 * A network of all ops on feature maps gives the same bits, forward and in every gradient, for any
 * number of threads. Sizes are such that every loop has several iterations.
 */
class MapThreadsTest {

    private static final OpRun ONE_THREAD = run(1);

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void theNumberOfThreadsChangesNoBit(int threads) {
        OpRun run = run(threads);
        assertThat(run.output()).containsExactly(ONE_THREAD.output()).doesNotContain(Float.NaN);
        for (int i = 0; i < run.gradients().size(); i++) {
            assertThat(run.gradients().get(i)).containsExactly(ONE_THREAD.gradients().get(i));
        }
    }

    private static OpRun run(int threads) {
        return OpRun.of(
                threads,
                MapThreadsTest::network,
                Input.of(23, 3, 34, 38, 19),
                Input.of(17, 37, 19, 3, 3),
                Input.of(13, 37),
                Input.of(19, 18, 37, 3, 3),
                Input.of(17, 18, 21, 2, 2),
                Input.of(13, 21));
    }

    private static Tensor network(ProgramBuilder builder, List<Tensor> in) {
        Tensor wide = Conv2d.apply(builder, in.get(0), in.get(1), in.get(2), 1, 1);
        Tensor strided = Conv2d.apply(builder, wide, in.get(3), null, 2, 1);
        Tensor doubled = ConvTranspose2x2.apply(builder, strided, in.get(4), in.get(5));
        Tensor joined = Concat.apply(builder, List.of(doubled, wide, doubled));
        return AdaptiveAvgPool2d.apply(builder, MaxPool2d.apply(builder, joined, 3, 2), 6, 7);
    }
}
