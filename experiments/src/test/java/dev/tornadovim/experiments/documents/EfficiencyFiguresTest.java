package dev.tornadovim.experiments.documents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ratios in {@code efficiency.md} follow from the measurements beside it. */
class EfficiencyFiguresTest {
    private static final Path RESULTS = Path.of("experiments/results");

    private record Row(int pixels, double imagesPerSecond, double peakBytes) {}

    @ParameterizedTest
    @CsvSource({
        "H100, efficiency-h100.csv, materialized, 'DeiT-Ti, materialised'",
        "H100, efficiency-h100.csv, streaming, 'DeiT-Ti, streaming'",
        "CPU, efficiency-cpu.csv, materialized, 'DeiT-Ti, materialised'",
        "CPU, efficiency-cpu.csv, streaming, 'DeiT-Ti, streaming'"
    })
    void ratiosFollowFromTheMeasurements(
            String machine, String file, String attention, String network) throws IOException {
        List<Row> vim = rows(file, "Vim-Ti");
        List<Row> deit = rows(file, network);
        Row a = at(vim, 1248);
        Row b = at(deit, 1248);
        double speed = a.imagesPerSecond() / b.imagesPerSecond();
        double memory = 100 * (a.peakBytes() / b.peakBytes() - 1);
        String expected =
                String.format(
                        Locale.ROOT,
                        "| %s, %s attention | %s | %.1f %% %s | %s |",
                        machine,
                        attention,
                        String.format(Locale.ROOT, speed < 10 ? "%.2f" : "%.1f", speed),
                        Math.abs(memory),
                        memory < 0 ? "less" : "more",
                        overtakes(vim, deit));
        assertThat(Document.read(RESULTS.resolve("efficiency.md")).text()).contains(expected);
    }

    /** Where the logarithm of the ratio, linear in that of the pixels, is zero. */
    private static String overtakes(List<Row> vim, List<Row> deit) {
        double before = logRatio(vim.getFirst(), deit.getFirst());
        for (int i = 1; before < 0; i++) {
            double after = logRatio(vim.get(i), deit.get(i));
            double from = Math.log(vim.get(i - 1).pixels());
            double to = Math.log(vim.get(i).pixels());
            if (after >= 0) {
                double share = before / (before - after);
                return Math.round(Math.exp(from + share * (to - from))) + " pixels";
            }
            before = after;
        }
        return "below 224 pixels";
    }

    private static double logRatio(Row a, Row b) {
        assertThat(a.pixels()).isEqualTo(b.pixels());
        return Math.log(a.imagesPerSecond() / b.imagesPerSecond());
    }

    private static Row at(List<Row> rows, int pixels) {
        return rows.stream().filter(row -> row.pixels() == pixels).findFirst().orElseThrow();
    }

    private static List<Row> rows(String file, String network) throws IOException {
        var rows = new ArrayList<Row>();
        for (String line : Files.readAllLines(Document.ROOT.resolve(RESULTS).resolve(file))) {
            if (line.startsWith("\"" + network + "\",")) {
                String[] cells = line.substring(network.length() + 3).split(",", -1);
                if (!cells[3].isEmpty()) {
                    rows.add(
                            new Row(
                                    Integer.parseInt(cells[0]),
                                    Double.parseDouble(cells[3]),
                                    Double.parseDouble(cells[5])));
                }
            }
        }
        return rows;
    }
}
