package dev.tornadovim.kernels.engine.auto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.tornado.DeviceInfo;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class AutoChoiceTest {

    @Test
    void withoutADeviceItIsTheCpuEngine() {
        AutoChoice nothing = AutoChoice.among(List.of(), device -> Optional.empty());
        try (Engine engine = nothing.open(3, TornadoOptions.standard())) {
            assertThat(engine.name()).startsWith("cpu (3 threads");
        }
        assertThat(nothing.reasons()).isEmpty();
    }

    @Test
    void theFirstGpuWithoutAProblemIsTaken() {
        DeviceInfo cpu = device("opencl", 0, false);
        DeviceInfo broken = device("opencl", 1, true);
        DeviceInfo good = device("cuda", 0, true);
        AutoChoice choice =
                AutoChoice.among(
                        List.of(cpu, broken, good, device("cuda", 1, true)),
                        device ->
                                device.equals(broken)
                                        ? Optional.of("is broken")
                                        : Optional.empty());
        assertThat(choice.device()).contains(good);
        assertThat(choice.reasons()).startsWith(" (opencl:0 is a CPU").endsWith("; is broken)");
    }

    @Test
    void enginesAutoOpensOne() {
        try (Engine engine = Engines.auto()) {
            assertThat(engine.name()).isNotBlank();
        }
    }

    private static DeviceInfo device(String backend, int index, boolean gpu) {
        return new DeviceInfo(backend, 0, index, "test", 1L << 30, 1L << 30, 256, gpu);
    }
}
