package dev.tornadovim.kernels.op;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The launches that the build makes from the signatures of kernels. */
class GeneratedLaunchTest {

    @TempDir private Path folder;

    private String error = "";

    /** Runs the build's tool on a class with one kernel, and answers its exit code. */
    private int generate(String signature, String body) throws IOException, InterruptedException {
        var sources = Files.createDirectories(folder.resolve("sources"));
        var code =
                "package demo;\nfinal class DemoKernels {\n    static void run(%s) {\n%s    }\n}\n";
        Files.writeString(sources.resolve("DemoKernels.java"), code.formatted(signature, body));
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "src/build/java/GenerateLaunches.java",
                                sources.toString(),
                                folder.resolve("target").toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    private String launch() throws IOException {
        return Files.readString(folder.resolve("target/demo/DemoLaunch.java"))
                .replaceAll("\\s+", " ");
    }

    @Test
    void arraysBecomeTensorsAndTargets() throws IOException, InterruptedException {
        int code =
                generate(
                        "FloatArray x, int xOffset, int xStride, FloatArray w, FloatArray dx,"
                                + " int dxOffset, int rows, int columns, float eps, int accumulate",
                        "int size = rows * columns;\n"
                                + "for (@Parallel int i = 0; i < size; i++) {}\n");
        assertThat(error).isEmpty();
        assertThat(code).isZero();
        assertThat(launch())
                .contains(
                        "static void run( TornadoTasks tasks, Tensor x, Tensor w, Target dx, int"
                                + " rows, int columns, float eps)")
                .contains(
                        "tasks.id(\"run\", (rows * columns)), DemoKernels::run, tasks.array(x),"
                                + " x.offset(), x.rowStride(), tasks.whole(w),"
                                + " tasks.array(dx.tensor()), dx.tensor().offset(), rows, columns,"
                                + " eps, dx.accumulate() ? 1 : 0);");
    }

    @Test
    void aContextBecomesAGrid() throws IOException, InterruptedException {
        assertThat(generate("KernelContext context, FloatArray x, int n", "")).isZero();
        assertThat(launch())
                .contains("run( TornadoTasks tasks, WorkerGrid grid, Tensor x, int n)")
                .contains("tasks.id(\"run\", grid), DemoKernels::run, tasks.context(),");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FloatArray x, int n | has 0 @Parallel loops, expected one",
                "FloatArray x, KernelContext context | does not take its KernelContext first",
                "FloatArray x, int n, int xOffset | takes xOffset elsewhere than after x",
                "int accumulate, FloatArray x | has no array before accumulate"
            })
    void aKernelThatBreaksARuleFailsTheBuildInOneLine(String signature, String rule)
            throws IOException, InterruptedException {
        assertThat(generate(signature, "")).isEqualTo(1);
        assertThat(error).isEqualTo("kernel DemoKernels.run " + rule + System.lineSeparator());
    }
}
