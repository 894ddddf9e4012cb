package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.jvm.JvmRuntime;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class DeviceTrialTest {

    @Test
    void theJvmComputesRight() {
        JvmRuntime.install();
        assertThat(DeviceTrial.problem(TornadoDevices.all().getFirst())).isEmpty();
    }

    @OnDevice
    @Test
    void theDeviceComputesRight() {
        assertThat(DeviceTrial.problem(TornadoDevices.all().getFirst())).isEmpty();
    }

    /** What a launch that did not happen leaves behind, and a result that is not a number. */
    @Test
    void zerosAndNanAreWrong() {
        float[] values = {3f, -1f, 2f};
        float[] sums = new float[157];
        assertThat(DeviceTrial.compare(Arrays.copyOf(values, 10_000), sums))
                .contains("a trial kernel gives 0.00000 where 4.35038 is right");
        sums[0] = Float.NaN;
        assertThat(DeviceTrial.compare(Arrays.copyOf(values, 10_000), sums))
                .hasValueSatisfying(text -> assertThat(text).contains("NaN"));
    }
}
