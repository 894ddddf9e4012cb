package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.jvm.JvmRuntime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Everything that keeps a user from a device is told in one line. */
class TornadoDevicesTest {

    @TempDir private Path home;

    @Test
    void withoutAnSdkTheLineSaysHowToGetOne() {
        assertThat(TornadoDevices.withoutRuntime(Optional.empty()))
                .isEqualTo(
                        "no SDK: TORNADOVM_HOME is not set to one and SDKMAN has none"
                                + " (sdk install tornadovm)");
    }

    @Test
    void aStartWithoutTheSdksArgumentsNamesTheSdk() {
        assertThat(TornadoDevices.withoutRuntime(Optional.of(home)))
                .isEqualTo("Java was started without the arguments of the SDK at " + home);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.0.1-jdk25", "5.1.0-jdk25", "1.1.1"})
    void anOlderApiIsRefused(String version) {
        String jar = "/sdk/share/java/tornado/tornado-api-" + version + ".jar";
        assertThatThrownBy(() -> DeviceProbe.checkVersion(jar))
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        "the SDK is TornadoVM %s, 5.2 or later is needed; found %s"
                                .formatted(version.split("-")[0], jar));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.2.0-jdk25", "5.10.0-jdk25", "6.0.0-jdk22plus", "10.1.0"})
    void thisAndLaterApisPass(String version) {
        assertThatCode(() -> DeviceProbe.checkVersion("/sdk/tornado-api-" + version + ".jar"))
                .doesNotThrowAnyException();
    }

    @Test
    void gpusComeFirstAndOfThoseTheFastestBackend() {
        List<DeviceInfo> devices =
                List.of(
                        device("opencl", 0, false),
                        device("opencl", 1, true),
                        device("ptx", 0, true),
                        device("metal", 0, true),
                        device("cuda", 0, true),
                        device("cuda", 1, true));
        assertThat(TornadoDevices.ranked(devices))
                .extracting(DeviceInfo::id)
                .containsExactly("cuda:0", "cuda:1", "opencl:1", "ptx:0", "metal:0", "opencl:0");
    }

    private static DeviceInfo device(String backend, int index, boolean gpu) {
        return new DeviceInfo(backend, 0, index, "device", 1L << 30, 1L << 30, 1024, gpu);
    }

    @Test
    void noDeviceIsAProblem() {
        assertThat(TornadoDevices.ask(List::of).problem())
                .isEqualTo("the SDK's backends have found no device");
    }

    @Test
    void aRuntimeThatDoesNotStartIsAProblemWithItsCause() {
        TornadoDevices.Found found =
                TornadoDevices.ask(
                        () -> {
                            throw new ExceptionInInitializerError(
                                    new IllegalStateException("no OpenCL platform"));
                        });
        assertThat(found.devices()).isEmpty();
        assertThat(found.problem()).isEqualTo("TornadoVM does not start: no OpenCL platform");
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedWithThoseThatAre() {
        JvmRuntime.install();
        assertThatThrownBy(() -> TornadoDevices.select("java:1"))
                .isInstanceOf(DeviceException.class)
                .hasMessage("no device java:1; TornadoVM has java:0");
        assertThat(TornadoDevices.select("java:0")).isEqualTo(TornadoDevices.select("auto"));
    }
}
