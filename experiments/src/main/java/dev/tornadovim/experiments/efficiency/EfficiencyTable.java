package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.experiments.measure.Table;

import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalDouble;

/** The figures as lines for a terminal, and as CSV. */
final class EfficiencyTable {

    private static final double MEGA = 1e6;
    private static final String CSV_HEADER =
            "network,pixels,tokens,batch,images_per_second,array_bytes,peak_bytes,joules_per_image,problem";

    private final Table table;

    EfficiencyTable(PrintWriter out) {
        this.table = new Table(out);
    }

    /** Names of the columns. */
    void header() {
        table.line(
                "%-6s %7s  %-22s %10s %10s %10s %9s",
                "pixels", "tokens", "network", "images/s", "arrays MB", "peak MB", "J/image");
    }

    /** One line. */
    void row(Measurement m) {
        table.line(
                "%-6d %7d  %-22s %s",
                m.pixels(),
                m.tokens(),
                m.contender().title(),
                m.result()
                        .map(r -> text("%10.2f %10.1f %10.1f %9s", r, MEGA, "%.3f", "-"))
                        .orElse("does not run, see below"));
    }

    /** All figures, one line each. */
    static String csv(List<Measurement> all) {
        StringBuilder text = new StringBuilder(CSV_HEADER).append('\n');
        for (Measurement m : all) {
            text.append(
                    Table.text(
                            "\"%s\",%d,%d,%d,%s,\"%s\"%n",
                            m.contender().title(),
                            m.pixels(),
                            m.tokens(),
                            m.batch(),
                            m.result()
                                    .map(r -> text("%.4f,%.0f,%.0f,%s", r, 1, "%.4f", ""))
                                    .orElse(",,,"),
                            m.problem().orElse("").replace("\"", "'")));
        }
        return text.toString();
    }

    private static String text(
            String format, Measurement.Result result, double unit, String energy, String unknown) {
        OptionalDouble joules = result.joulesPerImage();
        return Table.text(
                format,
                result.imagesPerSecond(),
                result.arrayBytes() / unit,
                result.peakBytes() / unit,
                joules.isPresent() ? Table.text(energy, joules.getAsDouble()) : unknown);
    }
}
