package dev.tornadovim.experiments.efficiency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import java.io.StringReader;
import java.util.List;
import java.util.OptionalDouble;

import javax.xml.parsers.DocumentBuilderFactory;

class FindingsTest {

    /** Throughputs n^-1 and n^-2 of the side in pixels that meet at 500. */
    private static final List<Measurement> POWER_LAWS =
            List.of(
                    ran(Contender.VIM, 250, 1.0 / 250, 100),
                    ran(Contender.DEIT_MATERIALIZED, 250, 500.0 / (250.0 * 250), 100),
                    ran(Contender.VIM, 1248, 1.0 / 1248, 132_000_000),
                    ran(Contender.DEIT_MATERIALIZED, 1248, 500.0 / (1248.0 * 1248), 1_000_000_000),
                    Measurement.failed(Contender.DEIT_STREAMING, 1248, 1, "out of memory"));

    private static Measurement ran(Contender contender, int pixels, double rate, long bytes) {
        return Measurement.of(
                contender,
                pixels,
                1,
                new Measurement.Result(rate, bytes, bytes, OptionalDouble.of(0.25)));
    }

    @Test
    void powerLawsMeetWhereTheyShould() {
        assertThat(new Findings(POWER_LAWS).lines())
                .contains(
                        "Vim-Ti and DeiT-Ti, materialised: equally fast at about 500 pixels,"
                                + " Vim-Ti is faster above");
    }

    @Test
    void ratiosAreThoseOfTheFigures() {
        // 1248 / 500 = 2.496; 1 - 0.132 = 86.8 %
        assertThat(new Findings(POWER_LAWS).lines().getFirst())
                .isEqualTo(
                        "at 1248 pixels Vim-Ti against DeiT-Ti, materialised: 2.50 times as fast,"
                                + " 86.8 % less memory; the paper: 2.8 times as fast, 86.8 % less"
                                + " memory");
    }

    @Test
    void whatDidNotRunIsSaidNotCompared() {
        assertThat(new Findings(POWER_LAWS).lines())
                .contains(
                        "at 1248 pixels Vim-Ti against DeiT-Ti, streaming: not both measured",
                        "DeiT-Ti, streaming at 1248: out of memory");
    }

    @Test
    void theSlowerOneEverywhereHasNoCrossing() {
        List<Measurement> all =
                List.of(
                        ran(Contender.VIM, 224, 5, 1),
                        ran(Contender.DEIT_STREAMING, 224, 9, 1),
                        ran(Contender.VIM, 512, 1, 1),
                        ran(Contender.DEIT_STREAMING, 512, 2, 1));
        assertThat(new Findings(all).lines())
                .contains(
                        "Vim-Ti and DeiT-Ti, streaming: DeiT-Ti, streaming is faster at all"
                                + " measured resolutions");
    }

    @Test
    void csvHasAllFiguresAndTheReason() {
        assertThat(EfficiencyTable.csv(POWER_LAWS).lines())
                .hasSize(6)
                .contains(
                        "\"Vim-Ti\",1248,6084,1,0.0008,132000000,132000000,0.2500,\"\"",
                        "\"DeiT-Ti, streaming\",1248,6084,1,,,,,\"out of memory\"");
    }

    @Test
    void theFigureIsWellFormedAndMarksEveryPoint() throws Exception {
        String svg = EfficiencyFigure.svg(POWER_LAWS, "a < b & c");
        var document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)));
        // Two panels with two points each and one in the legend; a cross in each panel.
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(2 * 2 + 1);
        assertThat(svg.split("class=\"cross ", -1)).hasSize(3);
    }
}
