package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.report.Reports;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Writes reports of runs and sweeps. */
@Command(
        name = "report",
        description = {
            "Rewrite the report of a run or sweep, or compare several runs,",
            "as a single HTML page that needs no network."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  report runs/classification/fashion-mnist/2026-01-31_12-00-00",
            "  report runs/classification/study-direction/sweep-2026-01-31_12-00-00",
            "  report RUN_FOLDER OTHER_RUN_FOLDER --out comparison.html"
        })
final class ReportCommand implements Callable<Integer> {
    private static final String COMPARISON = "comparison.html";

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN_FOLDER",
            description = "Folder of a run or sweep; several run folders are compared.")
    private List<Path> folders;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = {
                "Output file of a comparison",
                "(default: comparison.html in the closest common folder)."
            })
    private Path out;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (out != null && folders.size() == 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--out needs several runs; the report of a single run is written to its"
                            + " folder");
        }
        var page =
                folders.size() == 1
                        ? Reports.write(folders.getFirst())
                        : Reports.compare(
                                folders, out == null ? common().resolve(COMPARISON) : out);
        spec.commandLine().getOut().println(page);
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** The closest common folder of all runs. */
    private Path common() {
        var common = folders.getFirst().toAbsolutePath().normalize().getParent();
        for (var folder : folders) {
            while (!folder.toAbsolutePath().normalize().startsWith(common)) {
                common = common.getParent();
            }
        }
        return common;
    }
}
