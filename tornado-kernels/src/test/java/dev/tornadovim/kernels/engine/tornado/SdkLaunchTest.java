package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Folders laid out as SDKs are. The argument files are those of TornadoVM 5.2 and of the build of
 * 6.0 that the public repository gives, shortened.
 */
class SdkLaunchTest {

    private static final String OF_5_2 =
            """
            # === JVM mode and memory settings ===
            -server
            -XX:+UnlockExperimentalVMOptions
            -XX:+EnableJVMCI
            -Djava.library.path=${TORNADOVM_HOME}/lib
            --module-path .:${TORNADOVM_HOME}/share/java/tornado
            --upgrade-module-path ${TORNADOVM_HOME}/share/java/graalJars
            --add-modules ALL-SYSTEM,tornado.runtime,tornado.drivers.cuda
            --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED
            """;

    private static final String OF_6_0 =
            """
            -Djava.library.path=${TORNADOVM_HOME}/lib
            --module-path=.:${TORNADOVM_HOME}/share/java/tornado:${TORNADOVM_HOME}/share/java/graal
            --add-modules java.logging,tornado.graal,tornado.runtime,tornado.drivers.opencl
            """;

    private static final List<Path> LOG4J = List.of(Path.of("/ours/log4j-api.jar"));

    @TempDir private Path home;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(home.resolve("share/java/tornado"));
        Files.createDirectories(home.resolve("etc"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(home.resolve(name), text);
    }

    private String expanded(String text) {
        return text.replace("${TORNADOVM_HOME}", home.toString());
    }

    private List<String> arguments() {
        return new SdkLaunch(TornadoSdk.at(home), LOG4J).arguments();
    }

    @Test
    void ourModulesComeFirstAndTheWorkingDirectoryIsNone() throws IOException {
        write("tornado-argfile", expanded(OF_5_2));
        assertThat(arguments())
                .containsSequence(
                        "--module-path", LOG4J.get(0) + ":" + home + "/share/java/tornado")
                .contains("--upgrade-module-path", "-Djava.library.path=" + home + "/lib")
                .contains("--enable-native-access=ALL-UNNAMED,tornado.runtime,tornado.drivers.cuda")
                .containsOnlyOnce("--module-path")
                .contains("-Dtornado.recover.bailout=False");
    }

    @Test
    void everyFolderOfALaterModulePathStays() throws IOException {
        write("tornado-argfile", expanded(OF_6_0));
        assertThat(arguments())
                .containsSequence(
                        "--module-path",
                        "%s:%s/share/java/tornado:%s/share/java/graal"
                                .formatted(LOG4J.get(0), home, home))
                .contains(
                        "--enable-native-access=ALL-UNNAMED,tornado.graal,tornado.runtime,"
                                + "tornado.drivers.opencl");
    }

    @Test
    void theTemplateServesWhereTheArgfileWasNotMade() throws IOException {
        write("tornado-argfile.template", OF_5_2);
        assertThat(arguments()).contains("-Djava.library.path=" + home + "/lib");
    }

    @Test
    void anSdkWithNeitherNamesTheCommandThatMakesIt() {
        assertThatThrownBy(this::arguments)
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        "the SDK at %s has no tornado-argfile; %s/bin/tornado --generate-argfile"
                                        .formatted(home, home)
                                + " writes it");
    }

    @Test
    void anOlderReleaseIsRefused() throws IOException {
        write("tornado-argfile", expanded(OF_5_2));
        write("etc/tornado.release", "version=4.0.1-jdk25\n");
        assertThatThrownBy(this::arguments)
                .hasMessage(
                        "the SDK at " + home + " is TornadoVM 4.0.1-jdk25, 5.2 or later is needed");
    }

    @Test
    void aBrokenArgfileIsRefused() throws IOException {
        write("tornado-argfile", "\0\1\2 not an argfile\n");
        assertThatThrownBy(this::arguments)
                .hasMessage("the tornado-argfile of the SDK at " + home + " has no --module-path");
    }

    @Test
    void anArgfileThatIsNoTextIsRefused() throws IOException {
        Files.write(home.resolve("tornado-argfile"), new byte[] {(byte) 0xC3, 0x28, 0x00});
        assertThatThrownBy(this::arguments)
                .hasMessage(
                        "the tornado-argfile of the SDK at %s cannot be read; %s/bin/tornado"
                                        .formatted(home, home)
                                + " --generate-argfile writes it again");
    }

    /** What TornadoVM 8's users saw for every command: a module path that lacks a folder. */
    @Test
    void anSdkThatJavaDoesNotStartWithIsLeftOutWithOneLine() throws IOException {
        write("tornado-argfile", expanded(OF_6_0));
        Path file = home.resolve("java.args");
        assertThat(errorsOf(file))
                .isEqualTo(
                        "TornadoVM is not used, runs take the CPU engine: Java does not start with"
                                + " the SDK: Module tornado.graal not found\n");
        assertThat(ArgumentFile.read(file))
                .containsExactly(
                        "-Dtornadovim.sdk.problem=Java does not start with the SDK: Module"
                                + " tornado.graal not found");
    }

    @Test
    void anOptionThatThisJavaDoesNotKnowIsNamed() throws IOException {
        write("tornado-argfile", "-XX:+EnableTornado\n" + expanded(OF_5_2));
        assertThat(errorsOf(home.resolve("java.args")))
                .contains("Unrecognized VM option 'EnableTornado'")
                .hasLineCount(1);
    }

    @Test
    void anUnreadableReleaseFileIsOneLine() throws IOException {
        write("etc/tornado.release", "version=\\u12\n");
        write("tornado-argfile", expanded(OF_5_2));
        assertThat(errorsOf(home.resolve("java.args")))
                .contains("tornado.release cannot be read")
                .hasLineCount(1);
    }

    private String errorsOf(Path file) throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            SdkLaunch.main(
                    new String[] {file.toString(), home.toString(), LOG4J.get(0).toString()});
        } finally {
            System.setErr(before);
        }
        return errors.toString(StandardCharsets.UTF_8);
    }
}
