package dev.tornadovim.kernels.op.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Random;

class SelectiveScanThreadsTest {

    @ParameterizedTest(name = "{0} threads")
    @ValueSource(ints = {2, 3, 7})
    void sameBitsAsOneThread(int threads) {
        assertThat(run(threads))
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .isEqualTo(run(1));
    }

    private static Map<String, float[]> run(int threads) {
        var scan = new ScanProgram(List.of(Direction.FORWARD, Direction.REVERSE), 2, 150, 70, 5);
        Random random = new Random(7);
        scan.inputs()
                .forEach(
                        (name, tensor) -> {
                            float[] values = new float[tensor.size()];
                            for (int i = 0; i < values.length; i++) {
                                values[i] = random.nextFloat() * 2 - 1;
                            }
                            tensor.set(values);
                        });
        try (Engine engine = new CpuEngine(threads)) {
            return scan.run(engine);
        }
    }
}
