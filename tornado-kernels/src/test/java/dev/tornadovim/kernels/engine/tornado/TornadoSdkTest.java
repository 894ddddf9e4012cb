package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class TornadoSdkTest {

    @TempDir private Path home;

    @Test
    void versionAndBackendsComeFromItsFiles() throws IOException {
        Files.createDirectory(home.resolve("etc"));
        Files.writeString(
                home.resolve("etc/tornado.release"), "version=5.2.0-jdk25\nbranch=master\n");
        Files.writeString(
                home.resolve("etc/tornado.backend"),
                "tornado.backends=opencl-backend,cuda-backend\n");
        TornadoSdk sdk = TornadoSdk.at(home);
        assertThat(sdk.version()).contains("5.2.0-jdk25");
        assertThat(sdk.backends()).containsExactly("opencl", "cuda");
    }

    @Test
    void aFolderWithoutTheFilesSaysNothing() {
        TornadoSdk sdk = TornadoSdk.at(home);
        assertThat(sdk.version()).isEmpty();
        assertThat(sdk.backends()).isEmpty();
    }
}
