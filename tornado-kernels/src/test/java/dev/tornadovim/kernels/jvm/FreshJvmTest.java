package dev.tornadovim.kernels.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.tornado.DeviceInfo;
import dev.tornadovim.kernels.engine.tornado.TornadoDevices;

import org.junit.jupiter.api.Test;

import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The runtime as another project starts it: a JVM of its own, with properties and nothing else. */
class FreshJvmTest {

    private static final List<String> PROPERTIES =
            List.of(
                    "-Dtornado.load.runtime.implementation=dev.tornadovim.kernels.jvm.JvmRuntime",
                    "-Dtornado.load.tornado.implementation=dev.tornadovim.kernels.jvm.JvmSettings",
                    "-Dtornado.load.api.implementation=dev.tornadovim.kernels.jvm.JvmTaskGraph");

    /** Runs a kernel in the process that the properties describe. */
    static final class Twice {

        static void twice(FloatArray x, FloatArray y) {
            for (@Parallel int i = 0; i < y.getSize(); i++) {
                y.set(i, 2 * x.get(i));
            }
        }

        public static void main(String[] args) throws TornadoExecutionPlanException {
            FloatArray x = FloatArray.fromElements(1, 2, 3);
            FloatArray y = new FloatArray(3);
            TaskGraph graph =
                    new TaskGraph("graph")
                            .transferToDevice(DataTransferMode.FIRST_EXECUTION, x)
                            .task("twice", Twice::twice, x, y)
                            .transferToHost(DataTransferMode.EVERY_EXECUTION, y);
            try (var plan = new TornadoExecutionPlan(graph.snapshot())) {
                plan.execute();
            }
            System.out.println(y.get(0) + " " + y.get(1) + " " + y.get(2));
        }
    }

    /** Says which devices engines have to choose from. */
    static final class Devices {

        public static void main(String[] args) {
            List<DeviceInfo> devices = TornadoDevices.all();
            System.out.println(
                    devices.isEmpty() ? "none" : devices + " gpu " + devices.getFirst().gpu());
        }
    }

    @Test
    void threePropertiesAreEnough() throws IOException, InterruptedException {
        assertThat(outputOf(Twice.class, PROPERTIES)).isEqualTo("2.0 4.0 6.0\n");
    }

    @Test
    void withoutThemEnginesSeeNoDevice() throws IOException, InterruptedException {
        assertThat(outputOf(Devices.class, List.of())).isEqualTo("none\n");
    }

    /** The engine that is chosen by itself takes GPUs only. */
    @Test
    void theDeviceIsNoGpu() throws IOException, InterruptedException {
        assertThat(outputOf(Devices.class, PROPERTIES))
                .isEqualTo("[java:0 JVM, 2.0 GiB] gpu false\n");
    }

    private static String outputOf(Class<?> program, List<String> properties)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(properties);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
