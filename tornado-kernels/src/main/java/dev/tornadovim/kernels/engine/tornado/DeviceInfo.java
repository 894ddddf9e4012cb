package dev.tornadovim.kernels.engine.tornado;

import java.util.Locale;

/**
 * A device that TornadoVM has found.
 *
 * @param backend name of the backend in lower case, such as {@code cuda} or {@code opencl}
 * @param backendIndex TornadoVM's index of the backend
 * @param index index of the device within its backend
 * @param name name that the driver gives
 * @param memory bytes of memory
 * @param allocationLimit bytes of the largest single array
 * @param groupLimit work-items in a group at most
 * @param gpu whether it is a GPU or another accelerator, not the CPU behind a driver
 */
public record DeviceInfo(
        String backend,
        int backendIndex,
        int index,
        String name,
        long memory,
        long allocationLimit,
        int groupLimit,
        boolean gpu) {

    /** How a user names the device: {@code cuda:0}. */
    public String id() {
        return backend + ":" + index;
    }

    /** Whether cuBLAS and CUDA graphs can be used. */
    public boolean isCuda() {
        return backend.equals("cuda");
    }

    @Override
    public String toString() {
        double gib = memory / (double) (1L << 30);
        return String.format(Locale.ROOT, "%s %s, %.1f GiB", id(), name, gib);
    }
}
