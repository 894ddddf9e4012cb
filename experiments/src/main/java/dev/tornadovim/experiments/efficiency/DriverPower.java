package dev.tornadovim.experiments.efficiency;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Mean power that an NVIDIA driver reads during a span, times its length. */
final class DriverPower implements PowerGauge {

    private static final int EVERY_MILLIS = 50;

    private final Process process;
    private final List<Double> watts = new ArrayList<>();
    private long start;

    private DriverPower(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("power").start(this::read);
    }

    /** Reads the power of a device from now on; nothing where the driver does not tell it. */
    static PowerGauge of(NvidiaSmi smi) {
        String counter =
                smi.query("power.draw.instant").isPresent() ? "power.draw.instant" : "power.draw";
        if (smi.query(counter).isEmpty()) {
            return PowerGauge.none();
        }
        try {
            return new DriverPower(smi.repeat(counter, EVERY_MILLIS));
        } catch (IOException e) {
            return PowerGauge.none();
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                NvidiaSmi.number(line).ifPresent(this::add);
            }
        } catch (IOException e) {
            // The process was ended: no more readings.
        }
    }

    private synchronized void add(double value) {
        watts.add(value);
    }

    @Override
    public synchronized void start() {
        watts.clear();
        start = System.nanoTime();
    }

    @Override
    public synchronized OptionalDouble joules() {
        double seconds = (System.nanoTime() - start) * 1e-9;
        OptionalDouble mean = watts.stream().mapToDouble(Double::doubleValue).average();
        return mean.isPresent()
                ? OptionalDouble.of(mean.getAsDouble() * seconds)
                : OptionalDouble.empty();
    }

    @Override
    public String source() {
        return "mean power of the device by nvidia-smi";
    }

    @Override
    public void close() {
        process.destroy();
    }
}
