package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest extends CommandTest {
    @Test
    void everyTableOfTheCpuIsPrinted() {
        int code = run("bench", "engine=cpu", "--small", "--threads=2", "--seconds=0");
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .startsWith("Vim of one block, width 32 on cpu (2 threads")
                .containsPattern("\nproduct, 2 threads +GFLOP/s +ceiling +share\n")
                .containsPattern("\nscan backward, state updates +[0-9.]+ G/s +[0-9.]+ ")
                .containsPattern("\ntraining step 32, batch 8 +[0-9.]+ ms/img ")
                .containsPattern("\n64 pixels +[0-9.]+ +1\\.00\n")
                .containsPattern("\ninference, 1024 pixels +4097 +20\\.8x ")
                .containsPattern("\n\\.\\.\\. 224 crop, flip, normalised +[0-9]+\n")
                .containsPattern("\npeak memory of the process: ");
    }

    @Test
    void withoutADeviceEngineTornadoFailsInOneLine() {
        // Tests of this module run without TornadoVM's argfile.
        assertThat(run("bench", "engine=tornado", "--small", "--seconds=0")).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: no TornadoVM device: ").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "engine=gpu -> error: engine in override engine=gpu is the text 'gpu', expected"
                        + " one of auto, cpu, tornado",
                "device=cuda -> error: the command line: device is 'cuda', expected auto or"
                        + " backend:index such as cuda:0",
                "tf32=maybe -> error: tf32 in override tf32=maybe is the text 'maybe', expected"
                        + " true or false",
                "engine -> error: override engine: has no '=', expected key=value",
                "engine=cpu,tornado -> error: override engine=cpu,tornado: 2 values are a sweep",
                "model.depth=2 -> error: override model.depth=2: bench takes engine, device, tf32,"
                        + " not model.depth",
                "--threads=-1 -> error: threads must be at least 0, got -1; see tornado-vim bench"
                        + " --help",
                "--seconds=-2 -> error: seconds must be at least 0, got -2.0; see tornado-vim"
                        + " bench",
                "--seconds=NaN -> error: seconds must be at least 0, got NaN; see tornado-vim"
                        + " bench",
                "--seconds=many -> error: Invalid value for option '--seconds'"
            })
    void wrongUsageIsOneLineAndCode2(String argument, String message) {
        assertThat(run("bench", argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith(message).endsWith("\n").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpShowsExamples() {
        assertThat(run("bench", "--help")).isZero();
        assertThat(out.toString()).contains("Example", "  bench device=cuda:0 tf32=true");
    }
}
