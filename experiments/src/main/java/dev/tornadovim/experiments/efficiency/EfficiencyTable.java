package dev.tornadovim.experiments.efficiency;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The figures as lines for a terminal, and as CSV. */
final class EfficiencyTable {

    private static final double MEGA = 1e6;
    private static final String CSV_HEADER =
            "network,pixels,tokens,batch,images_per_second,array_bytes,peak_bytes,joules_per_image,problem";

    private final PrintWriter out;

    EfficiencyTable(PrintWriter out) {
        this.out = out;
    }

    /** Names of the columns. */
    void header() {
        line(
                "%-6s %7s  %-22s %10s %10s %10s %9s",
                "pixels", "tokens", "network", "images/s", "arrays MB", "peak MB", "J/image");
    }

    /** One line. */
    void row(Measurement m) {
        String start =
                String.format(
                        Locale.ROOT,
                        "%-6d %7d  %-22s ",
                        m.pixels(),
                        m.tokens(),
                        m.contender().title());
        line(
                "%s",
                start + m.result().map(EfficiencyTable::figures).orElse("does not run, see below"));
    }

    private static String figures(Measurement.Result result) {
        return String.format(
                Locale.ROOT,
                "%10.2f %10.1f %10.1f %9s",
                result.imagesPerSecond(),
                result.arrayBytes() / MEGA,
                result.peakBytes() / MEGA,
                result.joulesPerImage().isPresent()
                        ? String.format(Locale.ROOT, "%.3f", result.joulesPerImage().getAsDouble())
                        : "-");
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
        out.flush();
    }

    /** All figures, one line each. */
    static String csv(List<Measurement> all) {
        StringBuilder text = new StringBuilder(CSV_HEADER).append('\n');
        for (Measurement m : all) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "\"%s\",%d,%d,%d,%s,\"%s\"%n",
                            m.contender().title(),
                            m.pixels(),
                            m.tokens(),
                            m.batch(),
                            m.result().map(EfficiencyTable::columns).orElse(",,,"),
                            m.problem().orElse("").replace("\"", "'")));
        }
        return text.toString();
    }

    private static String columns(Measurement.Result result) {
        return String.format(
                Locale.ROOT,
                "%.4f,%d,%d,%s",
                result.imagesPerSecond(),
                result.arrayBytes(),
                result.peakBytes(),
                result.joulesPerImage().isPresent()
                        ? String.format(Locale.ROOT, "%.4f", result.joulesPerImage().getAsDouble())
                        : "");
    }
}
