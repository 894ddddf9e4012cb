package dev.tornadovim.experiments.efficiency;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.DoubleSummaryStatistics;
import java.util.OptionalDouble;

/** Mean power that an NVIDIA driver reads during a span, times its length. */
final class DevicePower {

    private static final int EVERY_MILLIS = 50;

    private final Process process;
    private DoubleSummaryStatistics watts = new DoubleSummaryStatistics();
    private long start;

    private DevicePower(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("power").start(this::read);
    }

    /** Reads the power of a device from now on, where the driver tells it. */
    static Gauge of(NvidiaSmi smi) {
        String counter =
                smi.query("power.draw.instant").isPresent() ? "power.draw.instant" : "power.draw";
        if (smi.query(counter).isEmpty()) {
            return Gauge.none();
        }
        try {
            var power = new DevicePower(smi.repeat(counter, EVERY_MILLIS));
            return new Gauge(
                    "mean power of the device by nvidia-smi",
                    power::start,
                    power::joules,
                    power.process::destroy);
        } catch (IOException e) {
            return Gauge.none();
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
        watts.accept(value);
    }

    private synchronized void start() {
        watts = new DoubleSummaryStatistics();
        start = System.nanoTime();
    }

    private synchronized OptionalDouble joules() {
        double seconds = (System.nanoTime() - start) * 1e-9;
        return watts.getCount() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(watts.getAverage() * seconds);
    }
}
