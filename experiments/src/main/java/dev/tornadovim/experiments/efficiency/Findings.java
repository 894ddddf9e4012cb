package dev.tornadovim.experiments.efficiency;

import dev.tornadovim.experiments.measure.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the figures say: Vim against each form of DeiT, beside what the paper says. */
record Findings(List<Measurement> all) {

    /** The resolution of the paper's headline (Zhu et al., arXiv:2401.09417, Figure 1). */
    private static final int PAPER_PIXELS = 1248;

    private static final String PAPER = "the paper: 2.8 times as fast, 86.8 % less memory";

    /** One sentence a line. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(ratio(Contender.DEIT_MATERIALIZED) + "; " + PAPER);
        lines.add(ratio(Contender.DEIT_STREAMING));
        lines.add(crossing(Contender.DEIT_MATERIALIZED));
        lines.add(crossing(Contender.DEIT_STREAMING));
        for (Measurement m : all) {
            m.problem()
                    .map(why -> "%s at %d: %s".formatted(m.contender().title(), m.pixels(), why))
                    .ifPresent(lines::add);
        }
        return lines;
    }

    private String ratio(Contender deit) {
        String where = "at %d pixels Vim-Ti against %s: ".formatted(PAPER_PIXELS, deit.title());
        Optional<Measurement.Result> vim = result(Contender.VIM, PAPER_PIXELS);
        Optional<Measurement.Result> other = result(deit, PAPER_PIXELS);
        if (vim.isEmpty() || other.isEmpty()) {
            return where + "not both measured";
        }
        double speed = vim.get().imagesPerSecond() / other.get().imagesPerSecond();
        double memory = 1 - (double) vim.get().peakBytes() / other.get().peakBytes();
        return where
                + Table.text(
                        "%.2f times as fast, %.1f %% %s memory",
                        speed, 100 * Math.abs(memory), memory >= 0 ? "less" : "more");
    }

    /**
     * Where Vim overtakes: both throughputs are powers of the number of tokens between two measured
     * resolutions, so their ratio is linear in logarithms.
     */
    private String crossing(Contender deit) {
        List<double[]> ratios = ratios(deit);
        String pair = "Vim-Ti and " + deit.title() + ": ";
        for (int i = 1; i < ratios.size(); i++) {
            double[] a = ratios.get(i - 1);
            double[] b = ratios.get(i);
            if ((a[1] < 0) != (b[1] < 0)) {
                double pixels = Math.exp(a[0] + (b[0] - a[0]) * a[1] / (a[1] - b[1]));
                return pair
                        + "equally fast at about %d pixels, %s is faster above"
                                .formatted(Math.round(pixels), b[1] > 0 ? "Vim-Ti" : deit.title());
            }
        }
        if (ratios.isEmpty()) {
            return pair + "never measured at the same resolution";
        }
        return pair
                + (ratios.getFirst()[1] > 0 ? "Vim-Ti" : deit.title())
                + " is faster at all measured resolutions";
    }

    /** Logarithms of the side and of Vim's throughput over DeiT's. */
    private List<double[]> ratios(Contender deit) {
        List<double[]> ratios = new ArrayList<>();
        for (int side : all.stream().map(Measurement::pixels).distinct().sorted().toList()) {
            Optional<Measurement.Result> vim = result(Contender.VIM, side);
            Optional<Measurement.Result> other = result(deit, side);
            if (vim.isPresent() && other.isPresent()) {
                double ratio = vim.get().imagesPerSecond() / other.get().imagesPerSecond();
                ratios.add(new double[] {Math.log(side), Math.log(ratio)});
            }
        }
        return ratios;
    }

    private Optional<Measurement.Result> result(Contender contender, int pixels) {
        return all.stream()
                .filter(m -> m.contender() == contender && m.pixels() == pixels)
                .findFirst()
                .flatMap(Measurement::result);
    }
}
