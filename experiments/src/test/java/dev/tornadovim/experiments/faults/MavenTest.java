package dev.tornadovim.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tornadovim.experiments.Main;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What starts Java for users: Maven with any Java on the path, and Maven and the launcher in any locale. */
@Tag("slow")
class MavenTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir private Path folder;

    private VimProcess maven(Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-o", "-q", "-N"));
        command.addAll(List.of("-f", ROOT.resolve("pom.xml").toString()));
        command.addAll(List.of(words));
        assumeTrue(
                VimProcess.start(folder, List.of("sh", "-c", "command -v mvn"), Map.of()).join()
                        == 0,
                "there is no mvn on the path");
        return VimProcess.start(folder, command, environment);
    }

    /** Where JAVA_HOME is JDK 25, no toolchain was chosen, and the path's java was taken. */
    @Test
    void theJavaOfThePathIsNotTaken() throws Exception {
        var other = Files.createDirectory(folder.resolve("bin")).resolve("java");
        Files.writeString(other, "#!/bin/sh\necho an older java >&2\nexit 99\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
        var environment =
                Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "PATH",
                        other.getParent() + ":" + System.getenv("PATH"));
        maven(environment, "process-test-classes").succeed();
    }

    /** Names of files that are not ASCII, where the locale is. */
    @Test
    void namesPassThroughMavenUnderLcAllC() throws Exception {
        var words = train(images("images"), folder.resolve("runs"));
        var training =
                maven(
                        Map.of("LC_ALL", "C"),
                        "validate",
                        "org.codehaus.mojo:exec-maven-plugin:exec",
                        "-Dvim.skip=false",
                        "-Dexec.args=--add-modules jdk.incubator.vector -cp "
                                + classPath()
                                + " "
                                + Main.class.getName()
                                + " "
                                + String.join(" ", words));
        training.succeed();
        assertThat(training.text()).contains("done: ");
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The launcher as it is packaged, which {@code mvn package} leaves in target. */
    @Test
    void namesPassThroughTheLauncherUnderLcAllC() throws Exception {
        var launcher =
                Path.of("target", "tornado-vim", "tornado-vim", "bin", "tornado-vim")
                        .toAbsolutePath();
        assumeTrue(Files.exists(launcher), "nothing is packaged yet");
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(train(images("Bilder für alle"), folder.resolve("läufe")));
        for (var locale : List.of("C", "POSIX", "xx_YY.UTF-8")) {
            try (var training = VimProcess.start(folder, command, Map.of("LC_ALL", locale))) {
                training.succeed();
                assertThat(training.text()).contains("Bilder für alle", "läufe");
            }
        }
    }

    /** Two classes, one with a name that is not ASCII. */
    private Path images(String name) throws IOException {
        assumeTrue(
                "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
                "the test itself cannot write such names here");
        var images = folder.resolve(name);
        for (var split : List.of("train", "val")) {
            for (var of : List.of("déjà", "ant")) {
                var files = Files.createDirectories(images.resolve(split).resolve(of));
                for (int i = 0; i < 2; i++) {
                    Files.write(files.resolve(i + ".png"), SampleFiles.png());
                }
            }
        }
        return images;
    }

    private static List<String> train(Path images, Path runs) {
        return List.of(
                "train",
                "fashion-mnist",
                "data=image_folder",
                "data.dir='" + images + "'",
                "data.imageSize=28",
                "data.cropShare=1",
                "model.dModel=16",
                "model.depth=1",
                "train.batchSize=2",
                "schedule.epochs=1",
                "schedule.warmupEpochs=0",
                "engine=cpu",
                "run.dir='" + runs + "'");
    }
}
