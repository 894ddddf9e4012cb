package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.tensor.Storage;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks that a program fits before anything is allocated on the device. */
final class MemoryBudget {

    /** What the driver's context and the compiled kernels take. */
    private static final long RESERVED = 512L << 20;

    private static final Map<String, Long> IN_USE = new HashMap<>();

    private MemoryBudget() {}

    /** Bytes that a program's own arrays take, those that a memory plan shares not among them. */
    static long ownBytes(Program program) {
        return program.storages().stream()
                .filter(Storage::isAllocated)
                .filter(s -> MemoryBudget.isOwn(s.kind()))
                .mapToLong(s -> (long) s.size() * Float.BYTES)
                .sum();
    }

    private static boolean isOwn(Storage.Kind kind) {
        return switch (kind) {
            case PARAMETER, PARAMETER_GRADIENT, STATE, INPUT -> true;
            case ACTIVATION, OUTPUT, CPU_SCRATCH, DEVICE_SCRATCH -> false;
        };
    }

    /** Takes {@code bytes} of the device's memory, or says why that is not possible. */
    static synchronized void take(DeviceInfo device, List<Storage> storages, long bytes) {
        long used = IN_USE.getOrDefault(device.id(), 0L);
        long free = device.memory() - Math.min(RESERVED, device.memory() / 8) - used;
        if (bytes > free) {
            throw new DeviceException(
                    "the program needs "
                            + bytes
                            + " bytes and "
                            + device
                            + " has "
                            + free
                            + " to give; use a smaller batch");
        }
        storages.stream()
                .max(Comparator.comparingInt(Storage::size))
                .filter(s -> (long) s.size() * Float.BYTES > device.allocationLimit())
                .ifPresent(
                        s -> {
                            throw new DeviceException(
                                    s.name()
                                            + " needs "
                                            + (long) s.size() * Float.BYTES
                                            + " bytes in one array and "
                                            + device
                                            + " gives at most "
                                            + device.allocationLimit()
                                            + "; use a smaller batch");
                        });
        IN_USE.put(device.id(), used + bytes);
    }

    static synchronized void release(DeviceInfo device, long bytes) {
        IN_USE.merge(device.id(), -bytes, Long::sum);
    }
}
