package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.auto.AutoChoice;
import dev.tornadovim.kernels.engine.cpu.Simd;

import org.junit.jupiter.api.Test;

class DoctorCommandTest extends CommandTest {
    @Test
    void everySubjectIsReported() {
        assertThat(run("doctor")).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString().lines().map(line -> line.split(" ")[0]))
                .startsWith("JDK", "CPU", "Memory", "SDK")
                .contains("Engine");
        assertThat(out.toString())
                .contains(System.getProperty("java.vm.version"))
                .containsPattern("CPU .*, [0-9]+ cores, " + Simd.bits() + "-bit vectors\n")
                .containsPattern("Memory +[0-9.]+ GiB, [0-9.]+ GiB free; heap at most");
    }

    @Test
    void theEngineIsTheOneThatARunTakes() {
        assertThat(run("doctor")).isZero();
        boolean tornado = AutoChoice.of("auto").device().isPresent();
        assertThat(out.toString())
                .contains("engine=auto takes " + (tornado ? "tornado (" : "cpu ("))
                .contains(tornado ? "not the CPU engine: " : "not TornadoVM: ");
    }

    @Test
    void withoutTornadoVmItSaysWhyThereAreNoDevices() {
        // Tests of this module run without TornadoVM's argfile.
        assertThat(run("doctor")).isZero();
        assertThat(out.toString()).containsPattern("\nDevices +none: .+\n");
    }

    @Test
    void argumentsAreRefused() {
        assertThat(run("doctor", "gpu")).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: Unmatched argument").hasLineCount(1);
    }
}
