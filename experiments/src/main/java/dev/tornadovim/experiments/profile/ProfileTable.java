package dev.tornadovim.experiments.profile;

import dev.tornadovim.experiments.measure.Table;

import java.io.PrintWriter;
import java.util.List;

/** A profile as text: stages, ops, and the sum beside the wall time. */
public final class ProfileTable {

    private final Table table;

    /** A table that is printed to {@code out}. */
    public ProfileTable(PrintWriter out) {
        this.table = new Table(out);
    }

    /**
     * Prints a profile.
     *
     * @param everyStage whether stages that differ by their number only are listed one by one
     */
    public void print(EngineProfile profile, boolean everyStage) {
        Ceilings ceilings = profile.ceilings();
        table.line("%n%s", profile.engine());
        table.line(
                "ceilings: %.1f GFLOP/s (%s), %.1f GB/s (%s)",
                ceilings.gflops(),
                ceilings.gflopsOf(),
                ceilings.gigabytes(),
                ceilings.gigabytesOf());
        boolean device = profile.compileSeconds() > 0;
        heading("stage", device);
        for (Row row : everyStage ? profile.stages() : profile.stageFamilies()) {
            row(row, profile, device);
        }
        heading("op", false);
        profile.ops().forEach(row -> row(row, profile, false));
        sum(profile, device);
    }

    private void heading(String subject, boolean device) {
        table.line(
                "%n%-32s %5s %10s %6s %9s %8s %8s" + (device ? " %9s %9s %9s" : ""),
                subject,
                "runs",
                "ms",
                "share",
                "GFLOP/s",
                "GB/s",
                "ceiling",
                "copies ms",
                "idle ms",
                "compile s");
    }

    private void row(Row row, EngineProfile profile, boolean device) {
        table.line(
                "%-32s %5d %10.3f %5.1f%% %9.1f %8.1f %7.0f%%"
                        + (device ? " %9.3f %9.3f %9.2f" : ""),
                row.name(),
                row.count(),
                1e3 * row.seconds(),
                100 * row.seconds() / profile.sum(),
                row.gflops(),
                row.gigabytes(),
                100 * row.ceilingShare(),
                1e3 * row.copies(),
                1e3 * row.idle(),
                row.compile());
    }

    private void sum(EngineProfile profile, boolean device) {
        summand("ops", profile.opSeconds(), profile);
        summand("copies", profile.copySeconds(), profile);
        summand(device ? "launches and idle" : "between steps", profile.idleSeconds(), profile);
        summand("sum", profile.sum(), profile);
        table.line(
                "%-38s %10.3f   %d images, mean of %d steps; the sum is %.1f %% of it",
                "wall time of a step",
                1e3 * profile.wall(),
                profile.images(),
                profile.steps(),
                100 * profile.sum() / profile.wall());
        table.line("%-38s %10.3f", "  without the profiler", 1e3 * profile.unobserved());
        profile.replayed()
                .ifPresent(
                        seconds -> table.line("%-38s %10.3f", "  with CUDA graphs", 1e3 * seconds));
        String compiling = Table.text(", %.1f s of it compiling", profile.compileSeconds());
        table.line(
                "ready after %.1f s%s; %.1f MB of activations and work space",
                profile.loadSeconds(), device ? compiling : "", profile.plannedBytes() * 1e-6);
    }

    private void summand(String name, double seconds, EngineProfile profile) {
        table.line("%-38s %10.3f %5.1f%%", name, 1e3 * seconds, 100 * seconds / profile.sum());
    }

    /** Both engines side by side: ops of one, with the other's time. */
    public void compare(EngineProfile cpu, EngineProfile device) {
        table.line("%n%-32s %12s %12s %9s", "op", "CPU ms", "device ms", "speed-up");
        for (Row row : device.ops()) {
            double seconds = secondsOf(row.name(), cpu.ops());
            table.line(
                    "%-32s %12.3f %12.3f %8.2fx",
                    row.name(), 1e3 * seconds, 1e3 * row.seconds(), seconds / row.seconds());
        }
        table.line(
                "%-32s %12.3f %12.3f %8.2fx",
                "step",
                1e3 * cpu.unobserved(),
                1e3 * device.fastest(),
                cpu.unobserved() / device.fastest());
        table.line("result: CPU %.6f, device %.6f", cpu.result(), device.result());
    }

    private static double secondsOf(String op, List<Row> rows) {
        return rows.stream().filter(row -> row.name().equals(op)).mapToDouble(Row::seconds).sum();
    }
}
