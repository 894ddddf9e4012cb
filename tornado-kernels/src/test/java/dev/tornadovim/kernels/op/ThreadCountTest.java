package dev.tornadovim.kernels.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.contract.OpRun;
import dev.tornadovim.kernels.contract.OpRun.Input;
import dev.tornadovim.kernels.op.concat.Concat;
import dev.tornadovim.kernels.op.conv2d.Conv2d;
import dev.tornadovim.kernels.op.conv2d.ConvTranspose2x2;
import dev.tornadovim.kernels.op.pool2d.AdaptiveAvgPool2d;
import dev.tornadovim.kernels.op.pool2d.MaxPool2d;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Training gives the same bits for any number of threads. The networks contain every op of these
 * packages, in sizes that give every loop several iterations.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreadCountTest {

    /** What is trained, and the values it ends with. */
    private enum Network {
        TOKENS(TokenTraining::run),
        HEAD(HeadTraining::run),
        MAPS(ThreadCountTest::maps);

        private final IntFunction<List<float[]>> values;

        Network(IntFunction<List<float[]>> values) {
            this.values = values;
        }
    }

    private final Map<Network, List<float[]>> oneThread = new EnumMap<>(Network.class);

    static Stream<Arguments> networksAndThreads() {
        return Arrays.stream(Network.values())
                .flatMap(
                        network ->
                                IntStream.of(2, 3, 5)
                                        .mapToObj(threads -> Arguments.of(network, threads)));
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("networksAndThreads")
    void trainingGivesTheSameBits(Network network, int threads) {
        List<float[]> expected = oneThread.computeIfAbsent(network, n -> n.values.apply(1));
        List<float[]> values = network.values.apply(threads);
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < values.size(); i++) {
            assertThat(values.get(i)).containsExactly(expected.get(i)).doesNotContain(Float.NaN);
        }
    }

    /** The output and all gradients of a network of the ops on feature maps. */
    private static List<float[]> maps(int threads) {
        OpRun run =
                OpRun.of(
                        threads,
                        ThreadCountTest::mapNetwork,
                        Input.of(23, 3, 34, 38, 19),
                        Input.of(17, 37, 19, 3, 3),
                        Input.of(13, 37),
                        Input.of(19, 18, 37, 3, 3),
                        Input.of(17, 18, 21, 2, 2),
                        Input.of(13, 21));
        List<float[]> values = new ArrayList<>(run.gradients());
        values.add(run.output());
        return values;
    }

    private static Tensor mapNetwork(ProgramBuilder builder, List<Tensor> in) {
        Tensor wide = Conv2d.apply(builder, in.get(0), in.get(1), in.get(2), 1, 1);
        Tensor strided = Conv2d.apply(builder, wide, in.get(3), null, 2, 1);
        Tensor doubled = ConvTranspose2x2.apply(builder, strided, in.get(4), in.get(5));
        Tensor joined = Concat.apply(builder, List.of(doubled, wide, doubled));
        return AdaptiveAvgPool2d.apply(builder, MaxPool2d.apply(builder, joined, 3, 2), 6, 7);
    }
}
