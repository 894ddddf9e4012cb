package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.jvmruntime.JvmRuntime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
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
    void aStartWithoutTheSdksFlagsNamesTheArgfile() throws IOException {
        Path argfile = Files.createFile(home.resolve("tornado-argfile"));
        assertThat(TornadoDevices.withoutRuntime(Optional.of(home)))
                .isEqualTo("Java was started without @" + argfile);
    }

    @Test
    void anSdkWithoutArgfileIsNamed() {
        assertThat(TornadoDevices.withoutRuntime(Optional.of(home)))
                .isEqualTo("the SDK at " + home + " has no tornado-argfile");
    }

    @Test
    void anSdkOfAnotherVersionIsRefused() {
        assertThatThrownBy(
                        () ->
                                DeviceProbe.checkVersion(
                                        "/sdk/share/java/tornado/tornado-api-4.0.1-jdk25.jar"))
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        "the SDK is TornadoVM 4.0, this build needs 5.2; found"
                                + " /sdk/share/java/tornado/tornado-api-4.0.1-jdk25.jar");
        assertThatCode(
                        () ->
                                DeviceProbe.checkVersion(
                                        "/sdk/share/java/tornado/tornado-api-5.2.0-jdk25.jar"))
                .doesNotThrowAnyException();
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
