package dev.tornadovim.kernels.engine.tornado;

import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks TornadoVM for its devices. Apart from {@link TornadoDevices} because it loads its classes. */
final class DeviceProbe {

    /**
     * Kernels of TornadoVM 5.2 reach 4 GiB of an array: on an H100 one of 3.2 GB works, one of 7.1 GB
     * ends in an illegal address.
     */
    private static final long ARRAY_LIMIT = 1L << 32;

    private static final Pattern JAR = Pattern.compile("tornado-api-([0-9.]+)[^/]*\\.jar$");

    private DeviceProbe() {}

    static List<DeviceInfo> devices() {
        checkVersion(location());
        TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
        List<DeviceInfo> devices = new ArrayList<>();
        for (int b = 0; b < runtime.getNumBackends(); b++) {
            TornadoBackend backend = runtime.getBackend(b);
            String name = backend.getBackendType().name().toLowerCase(Locale.ROOT);
            for (int d = 0; d < backend.getNumDevices(); d++) {
                devices.add(describe(name, b, d, backend.getDevice(d)));
            }
        }
        return List.copyOf(devices);
    }

    private static DeviceInfo describe(String backend, int b, int d, TornadoDevice device) {
        return new DeviceInfo(
                backend,
                b,
                d,
                device.getPhysicalDevice().getDeviceName().strip(),
                device.getMaxGlobalMemory(),
                Math.min(device.getMaxAllocMemory(), ARRAY_LIMIT),
                (int) device.getDeviceMaxWorkgroupDimensions()[0],
                device.getDeviceType() != TornadoDeviceType.CPU);
    }

    static TornadoDevice device(DeviceInfo info) {
        return TornadoRuntimeProvider.getTornadoRuntime()
                .getBackend(info.backendIndex())
                .getDevice(info.index());
    }

    private static String location() {
        CodeSource source = TaskGraph.class.getProtectionDomain().getCodeSource();
        return source == null ? "" : source.getLocation().getPath();
    }

    /** Fails when TornadoVM's API is of a jar that is older than this build needs. */
    static void checkVersion(String location) {
        Matcher jar = JAR.matcher(location);
        if (jar.find() && !TornadoSdk.isRecent(jar.group(1))) {
            throw new DeviceException(
                    "the SDK is TornadoVM %s, %s or later is needed; found %s"
                            .formatted(jar.group(1), TornadoSdk.OLDEST, location));
        }
    }
}
