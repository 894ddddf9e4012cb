package dev.tornadovim.experiments.efficiency;

/**
 * Memory in use on an NVIDIA device by the driver's account. A program's arrays stay allocated from
 * its loading to its end, so that a reading in between is the peak.
 */
final class DriverMemory implements MemoryGauge {

    private static final String COUNTER = "memory.used"; // in MiB

    private final NvidiaSmi smi;
    private long before;

    DriverMemory(NvidiaSmi smi) {
        this.smi = smi;
    }

    @Override
    public void reset() {
        before = used();
    }

    @Override
    public long peakBytes() {
        return Math.max(0, used() - before);
    }

    @Override
    public String source() {
        return "growth of the device's memory in use, by nvidia-smi";
    }

    private long used() {
        return (long) (smi.query(COUNTER).orElse(0.0) * (1L << 20));
    }
}
