package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The rules are those of the java command's own documentation. */
class ArgumentFileTest {

    @TempDir private Path folder;

    @Test
    void wordsQuotesCommentsAndContinuedLines() {
        String text =
                """
                # TornadoVM
                -server --module-path .:/opt/sdk   # the modules
                "-Dname=two words" -Dempty="" 'single # no comment'
                "C:\\\\sdk" -cp "a:\\
                    b"
                """;
        assertThat(ArgumentFile.parse(text))
                .containsExactly(
                        "-server",
                        "--module-path",
                        ".:/opt/sdk",
                        "-Dname=two words",
                        "-Dempty=",
                        "single # no comment",
                        "C:\\sdk",
                        "-cp",
                        "a:b");
    }

    @Test
    void whatIsWrittenIsReadBackAndReachesJava() throws IOException {
        List<String> arguments =
                List.of("-Dpath=/a folder/with \"quotes\"", "-Dback=c:\\x", "-Dhash=#1");
        Path file = folder.resolve("new/java.args");
        ArgumentFile.write(file, arguments);
        assertThat(ArgumentFile.read(file)).isEqualTo(arguments);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        Process java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "@" + file,
                                "-XshowSettings:properties",
                                "-version")
                        .redirectErrorStream(true)
                        .start();
        assertThat(new String(java.getInputStream().readAllBytes()))
                .contains("path = /a folder/with \"quotes\"")
                .contains("back = c:\\x")
                .contains("hash = #1");
    }
}
