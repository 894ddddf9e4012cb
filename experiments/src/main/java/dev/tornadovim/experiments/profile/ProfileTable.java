package dev.tornadovim.experiments.profile;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A profile as text: stages, ops, and the sum beside the wall time. */
public final class ProfileTable {

    private final PrintWriter out;

    /** A table that is printed to {@code out}. */
    public ProfileTable(PrintWriter out) {
        this.out = out;
    }

    /**
     * Prints a profile.
     *
     * @param everyStage whether stages that differ by their number only are listed one by one
     */
    public void print(EngineProfile profile, boolean everyStage) {
        Ceilings ceilings = profile.ceilings();
        line("%n%s%n", profile.engine());
        line(
                "ceilings: %.1f GFLOP/s (%s), %.1f GB/s (%s)%n",
                ceilings.gflops(),
                ceilings.gflopsOf(),
                ceilings.gigabytes(),
                ceilings.gigabytesOf());
        line("%n");
        boolean device = profile.compileSeconds() > 0;
        heading("stage", device);
        for (Row row : everyStage ? profile.stages() : profile.stageFamilies()) {
            row(row, profile, device);
        }
        line("%n");
        heading("op", false);
        profile.ops().forEach(row -> row(row, profile, false));
        sum(profile, device);
    }

    private void heading(String subject, boolean device) {
        line(
                "%-32s %5s %10s %6s %9s %8s %8s",
                subject, "runs", "ms", "share", "GFLOP/s", "GB/s", "ceiling");
        line(device ? " %9s %9s %9s%n" : "%n", "copies ms", "idle ms", "compile s");
    }

    private void row(Row row, EngineProfile profile, boolean device) {
        line(
                "%-32s %5d %10.3f %5.1f%% %9.1f %8.1f %7.0f%%",
                row.name(),
                row.count(),
                1e3 * row.seconds(),
                100 * row.seconds() / profile.sum(),
                row.gflops(),
                row.gigabytes(),
                100 * row.ceilingShare());
        line(
                device ? " %9.3f %9.3f %9.2f%n" : "%n",
                1e3 * row.copies(),
                1e3 * row.idle(),
                row.compile());
    }

    private void sum(EngineProfile profile, boolean device) {
        summand("ops", profile.opSeconds(), profile);
        summand("copies", profile.copySeconds(), profile);
        summand(device ? "launches and idle" : "between steps", profile.idleSeconds(), profile);
        summand("sum", profile.sum(), profile);
        line(
                "%-38s %10.3f   %d images, mean of %d steps; the sum is %.1f %% of it%n",
                "wall time of a step",
                1e3 * profile.wall(),
                profile.images(),
                profile.steps(),
                100 * profile.sum() / profile.wall());
        line("%-38s %10.3f%n", "  without the profiler", 1e3 * profile.unobserved());
        profile.replayed()
                .ifPresent(seconds -> line("%-38s %10.3f%n", "  with CUDA graphs", 1e3 * seconds));
        line(
                "ready after %.1f s%s; %.1f MB of activations and work space%n",
                profile.loadSeconds(),
                device
                        ? String.format(
                                Locale.ROOT, ", %.1f s of it compiling", profile.compileSeconds())
                        : "",
                profile.plannedBytes() * 1e-6);
    }

    private void summand(String name, double seconds, EngineProfile profile) {
        line("%-38s %10.3f %5.1f%%%n", name, 1e3 * seconds, 100 * seconds / profile.sum());
    }

    /** Both engines side by side: ops of one, with the other's time. */
    public void compare(EngineProfile cpu, EngineProfile device) {
        line("%n%-32s %12s %12s %9s%n", "op", "CPU ms", "device ms", "speed-up");
        for (Row row : device.ops()) {
            double seconds = secondsOf(row.name(), cpu.ops());
            line(
                    "%-32s %12.3f %12.3f %8.2fx%n",
                    row.name(), 1e3 * seconds, 1e3 * row.seconds(), seconds / row.seconds());
        }
        line(
                "%-32s %12.3f %12.3f %8.2fx%n",
                "step",
                1e3 * cpu.unobserved(),
                1e3 * device.fastest(),
                cpu.unobserved() / device.fastest());
        line("result: CPU %.6f, device %.6f%n", cpu.result(), device.result());
    }

    private static double secondsOf(String op, List<Row> rows) {
        return rows.stream().filter(row -> row.name().equals(op)).mapToDouble(Row::seconds).sum();
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
        out.flush();
    }
}
