package dev.tornadovim.experiments.efficiency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** Energy of the first processor package by its RAPL counter (Linux, {@code powercap}). */
final class PackageEnergy implements PowerGauge {

    private static final Path ZONE = Path.of("/sys/class/powercap/intel-rapl:0");

    private OptionalDouble before = OptionalDouble.empty();

    /** The counter, or nothing where this process may not read it. */
    static PowerGauge here() {
        return read("energy_uj").isPresent() ? new PackageEnergy() : PowerGauge.none();
    }

    @Override
    public void start() {
        before = read("energy_uj");
    }

    @Override
    public OptionalDouble joules() {
        OptionalDouble now = read("energy_uj");
        if (before.isEmpty() || now.isEmpty()) {
            return OptionalDouble.empty();
        }
        double micros = now.getAsDouble() - before.getAsDouble();
        // The counter starts over at its end.
        double wrapped = micros < 0 ? micros + read("max_energy_range_uj").orElse(0) : micros;
        return OptionalDouble.of(wrapped * 1e-6);
    }

    @Override
    public String source() {
        return "energy of the processor package by RAPL";
    }

    private static OptionalDouble read(String file) {
        try {
            return OptionalDouble.of(
                    Double.parseDouble(Files.readString(ZONE.resolve(file)).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
