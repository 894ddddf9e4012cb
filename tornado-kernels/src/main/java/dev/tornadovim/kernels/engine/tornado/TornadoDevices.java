package dev.tornadovim.kernels.engine.tornado;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which devices TornadoVM offers, or why there are none. Asked once: TornadoVM's classes stay broken
 * after a failed start. Without the SDK no class of TornadoVM's runtime is touched.
 */
public final class TornadoDevices {

    private static final String RUNTIME = "tornado.load.api.implementation";

    /**
     * Settings that a run needs and nobody wants to type; what the command line says wins. Falling
     * back to sequential Java would hide every error, the byte code of a stage is longer than the
     * default, events are cleared at every launch, memory is checked by {@link MemoryBudget}, and
     * TornadoVM's own flags for OpenCL let the driver assume that no value is NaN or infinite.
     */
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "tornado.recover.bailout", "False",
                    "tornado.tvm.maxbytecodesize", "65536",
                    "tornado.max.events", "1024",
                    "tornado.device.memory", "1024GB",
                    "tornado.opencl.compiler.flags", "-cl-mad-enable -w");

    /** The devices, or why there are none. */
    record Found(List<DeviceInfo> devices, String problem) {}

    private static Found found;

    private TornadoDevices() {}

    /** All devices, TornadoVM's default first; empty when there is a {@link #problem}. */
    public static List<DeviceInfo> all() {
        return found().devices;
    }

    /** All devices, the one that {@code auto} means first: GPUs, and of those the fastest backend's. */
    public static List<DeviceInfo> ranked() {
        return ranked(all());
    }

    static List<DeviceInfo> ranked(List<DeviceInfo> devices) {
        return devices.stream()
                .sorted(
                        Comparator.comparing((DeviceInfo device) -> !device.gpu())
                                .thenComparing(device -> Backend.rank(device.backend())))
                .toList();
    }

    /** Why there are no devices. */
    public static Optional<String> problem() {
        return Optional.ofNullable(found().problem);
    }

    /**
     * The device that a user named.
     *
     * @param id {@code backend:index} such as {@code cuda:0}, or {@code auto} for the first of {@link
     *     #ranked}
     * @throws DeviceException when there is no such device
     */
    public static DeviceInfo select(String id) {
        problem()
                .ifPresent(
                        text -> {
                            throw new DeviceException("no TornadoVM device: " + text);
                        });
        if (id.equals("auto")) {
            return ranked().getFirst();
        }
        return all().stream()
                .filter(device -> device.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new DeviceException(
                                        "no device "
                                                + id
                                                + "; TornadoVM has "
                                                + all().stream()
                                                        .map(DeviceInfo::id)
                                                        .collect(Collectors.joining(", "))));
    }

    /** Where an SDK is installed: {@code TORNADOVM_HOME}, or SDKMAN's current one. */
    public static Optional<Path> sdk() {
        String home = System.getenv("TORNADOVM_HOME");
        Path path =
                home != null && !home.isBlank()
                        ? Path.of(home)
                        : Path.of(System.getProperty("user.home"))
                                .resolve(".sdkman/candidates/tornadovm/current");
        return Files.isDirectory(path) ? Optional.of(path) : Optional.empty();
    }

    private static synchronized Found found() {
        if (found == null) {
            found = find();
        }
        return found;
    }

    private static Found find() {
        if (System.getProperty(RUNTIME) == null) {
            return new Found(List.of(), withoutRuntime());
        }
        SETTINGS.forEach((key, value) -> System.getProperties().putIfAbsent(key, value));
        if (Boolean.parseBoolean(System.getProperty("tornado.recover.bailout"))) {
            return new Found(
                    List.of(),
                    "-Dtornado.recover.bailout=True hides failures by running Java; leave it out");
        }
        return ask(DeviceProbe::devices);
    }

    /** What a probe finds; how it fails becomes the problem. */
    static Found ask(Supplier<List<DeviceInfo>> probe) {
        try {
            List<DeviceInfo> devices = probe.get();
            return devices.isEmpty()
                    ? new Found(devices, "the SDK's backends have found no device")
                    : new Found(devices, null);
        } catch (DeviceException e) {
            return new Found(List.of(), e.getMessage());
        } catch (Exception | Error e) {
            return new Found(List.of(), "TornadoVM does not start: " + DeviceException.reason(e));
        }
    }

    /** Why a JVM that was started without TornadoVM's runtime has none. */
    public static String withoutRuntime() {
        String problem = System.getProperty(SdkLaunch.PROBLEM);
        return problem == null ? withoutRuntime(sdk()) : problem;
    }

    /** The same where an SDK is installed at {@code home}, if there is one. */
    static String withoutRuntime(Optional<Path> home) {
        return home.map(path -> "Java was started without the arguments of the SDK at " + path)
                .orElse(
                        "no SDK: TORNADOVM_HOME is not set to one and SDKMAN has none"
                                + " (sdk install tornadovm)");
    }
}
