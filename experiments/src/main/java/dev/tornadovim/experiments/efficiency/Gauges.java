package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.experiments.measure.ProcessMemory;
import dev.tornadovim.kernels.engine.tornado.DeviceInfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What measures memory and energy of an engine.
 *
 * @param memory of the process or the device
 * @param energy of the processor or the device
 */
record Gauges(Gauge memory, Gauge energy) implements AutoCloseable {

    /** Energy of the first processor package by its RAPL counter (Linux, {@code powercap}). */
    private static final Path PACKAGE = Path.of("/sys/class/powercap/intel-rapl:0");

    /**
     * The best that this machine has.
     *
     * @param device of TornadoVM, or empty for the CPU engine
     * @throws IllegalStateException where neither driver nor operating system tells memory
     */
    static Gauges of(Optional<DeviceInfo> device) {
        Optional<NvidiaSmi> smi =
                device.filter(DeviceInfo::isCuda).flatMap(d -> NvidiaSmi.of(d.index()));
        if (smi.isPresent()) {
            return new Gauges(smi.get().memory(), DevicePower.of(smi.get()));
        }
        if (!ProcessMemory.isKnown()) {
            throw new IllegalStateException(
                    "neither nvidia-smi nor Linux' /proc/self/status tells the memory in use here");
        }
        boolean energy = read("energy_uj").isPresent();
        return new Gauges(processMemory(), energy ? packageEnergy() : Gauge.none());
    }

    /** Earlier networks' memory is given back at the start, else it would be used again. */
    static Gauge processMemory() {
        return Gauge.ofCounter(
                "growth of the process's resident memory, by Linux",
                () -> {
                    ProcessMemory.resetPeak();
                    return asDouble(ProcessMemory.resident());
                },
                () -> asDouble(ProcessMemory.peak()),
                bytes -> Math.max(0, bytes));
    }

    private static OptionalDouble asDouble(OptionalLong bytes) {
        return bytes.stream().asDoubleStream().findFirst();
    }

    /** The counter starts over at its end. */
    private static Gauge packageEnergy() {
        return Gauge.ofCounter(
                "energy of the processor package by RAPL",
                () -> read("energy_uj"),
                () -> read("energy_uj"),
                micros ->
                        1e-6
                                * (micros < 0
                                        ? micros + read("max_energy_range_uj").orElse(0)
                                        : micros));
    }

    private static OptionalDouble read(String file) {
        try {
            return OptionalDouble.of(
                    Double.parseDouble(Files.readString(PACKAGE.resolve(file)).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    @Override
    public void close() {
        energy.close();
    }
}
