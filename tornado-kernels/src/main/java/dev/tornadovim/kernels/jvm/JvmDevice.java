package dev.tornadovim.kernels.jvm;

import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

/** The one device of {@link JvmRuntime}. It reports a GPU's limits and the type CPU. */
final class JvmDevice {

    /** The most work-items in a group. */
    static final int GROUP_LIMIT = 1024;

    /** The most groups along y and along z, as on every CUDA GPU. */
    static final int GROUPS_Y_Z = 65_535;

    /** The most bytes of local memory in a group. */
    static final int LOCAL_BYTES = 48 << 10;

    private static final long MEMORY = 2L << 30;

    private static final TornadoTargetDevice TARGET =
            answering(
                    TornadoTargetDevice.class,
                    Map.of(
                            "getDeviceName", "JVM",
                            "getDeviceGlobalMemorySize", MEMORY,
                            "getDeviceMaxAllocationSize", MEMORY,
                            "getDeviceLocalMemorySize", (long) LOCAL_BYTES,
                            "getMaxThreadsPerBlock", GROUP_LIMIT));

    static final TornadoDevice DEVICE =
            answering(
                    TornadoDevice.class,
                    Map.of(
                            "getDeviceName",
                            "JVM",
                            "getDescription",
                            "JVM",
                            "getPlatformName",
                            "JVM",
                            "getPhysicalDevice",
                            TARGET,
                            "getDeviceType",
                            TornadoDeviceType.CPU,
                            "getMaxGlobalMemory",
                            MEMORY,
                            "getMaxAllocMemory",
                            MEMORY,
                            "getDeviceLocalMemorySize",
                            (long) LOCAL_BYTES,
                            "getDeviceMaxWorkgroupDimensions",
                            new long[] {GROUP_LIMIT, 1024, 64},
                            "getTornadoVMBackend",
                            TornadoVMBackendType.JAVA));

    static final TornadoBackend BACKEND =
            answering(
                    TornadoBackend.class,
                    Map.of(
                            "getDefaultDevice",
                            DEVICE,
                            "getNumDevices",
                            1,
                            "getDevice",
                            DEVICE,
                            "getAllDevices",
                            List.of(DEVICE),
                            "getName",
                            "JVM",
                            "getBackendType",
                            TornadoVMBackendType.JAVA));

    private JvmDevice() {}

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> {
                            Object answer = answers.get(method.getName());
                            if (answer != null) {
                                return answer;
                            }
                            return switch (method.getName()) {
                                case "equals" -> self == arguments[0];
                                case "hashCode" -> System.identityHashCode(self);
                                case "toString" -> "JVM " + type.getSimpleName();
                                default ->
                                        throw new UnsupportedOperationException(
                                                "the JVM runtime does not answer " + method);
                            };
                        }));
    }
}
