package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.kernels.engine.tornado.DeviceInfo;

import java.util.Optional;

/**
 * What measures memory and energy of an engine.
 *
 * @param memory from outside of the program
 * @param power likewise
 */
record Gauges(MemoryGauge memory, PowerGauge power) implements AutoCloseable {

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
            return new Gauges(new DriverMemory(smi.get()), DriverPower.of(smi.get()));
        }
        if (!ProcessMemory.exists()) {
            throw new IllegalStateException(
                    "neither nvidia-smi nor Linux' /proc/self/status tells the memory in use here");
        }
        return new Gauges(new ProcessMemory(), PackageEnergy.here());
    }

    @Override
    public void close() {
        power.close();
    }
}
