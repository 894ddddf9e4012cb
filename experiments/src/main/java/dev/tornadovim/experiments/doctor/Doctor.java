package dev.tornadovim.experiments.doctor;

import com.sun.management.OperatingSystemMXBean;

import dev.tornadovim.experiments.run.Machine;
import dev.tornadovim.kernels.engine.auto.AutoChoice;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.DeviceInfo;
import dev.tornadovim.kernels.engine.tornado.DeviceTrial;
import dev.tornadovim.kernels.engine.tornado.TornadoDevices;
import dev.tornadovim.kernels.engine.tornado.TornadoSdk;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What this machine offers to a run, which engine {@code engine=auto} takes, and why not the others.
 * Finding something missing is an answer, not an error.
 */
public final class Doctor {

    /**
     * One line of the answer.
     *
     * @param subject such as {@code CPU}
     * @param finding for people
     */
    public record Line(String subject, String finding) {}

    private final List<Line> lines = new ArrayList<>();

    private Doctor() {}

    /** Looks at this machine. */
    public static List<Line> examine() {
        Doctor doctor = new Doctor();
        doctor.host();
        doctor.sdk();
        doctor.devices();
        doctor.engines();
        return List.copyOf(doctor.lines);
    }

    private void say(String subject, String format, Object... values) {
        lines.add(new Line(subject, String.format(Locale.ROOT, format, values)));
    }

    private void host() {
        Machine machine = Machine.here();
        say("JDK", "%s", machine.java());
        say(
                "CPU",
                "%s, %d cores, %d-bit vectors",
                machine.cpu(),
                machine.cores(),
                machine.vectorBits());
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        say(
                "Memory",
                "%s, %s free; heap at most %s",
                gib(system.getTotalMemorySize()),
                gib(system.getFreeMemorySize()),
                gib(machine.maxHeapBytes()));
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }

    private void sdk() {
        Optional<TornadoSdk> sdk = TornadoSdk.find();
        if (sdk.isEmpty()) {
            say("SDK", "none: TORNADOVM_HOME is not set to one and SDKMAN has none");
            return;
        }
        say(
                "SDK",
                "TornadoVM %s at %s",
                sdk.get().version().orElse("of unknown version"),
                sdk.get().home());
        say("Backends", "%s", orNone(String.join(", ", sdk.get().backends())));
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "none" : text;
    }

    private void devices() {
        List<DeviceInfo> devices = TornadoDevices.all();
        if (devices.isEmpty()) {
            say("Devices", "none: %s", TornadoDevices.problem().orElseThrow());
        }
        for (DeviceInfo device : devices) {
            say(
                    "Device",
                    "%s; arrays of at most %s, groups of at most %d work-items; %s",
                    device,
                    gib(device.allocationLimit()),
                    device.groupLimit(),
                    DeviceTrial.problem(device)
                            .map(problem -> "unusable: " + problem)
                            .orElse("trial kernels come out right"));
        }
    }

    private void engines() {
        AutoChoice choice = AutoChoice.of("auto");
        if (choice.device().isPresent()) {
            say("Engine", "engine=auto takes tornado (%s)", choice.device().get());
        } else {
            try (CpuEngine cpu = new CpuEngine()) {
                say("Engine", "engine=auto takes %s", cpu.name());
            }
        }
        choice.rejected().forEach(reason -> say("", "not TornadoVM: %s", reason));
        if (choice.device().isPresent()) {
            say("", "not the CPU engine: a GPU computes right; engine=cpu takes it all the same");
        }
    }
}
