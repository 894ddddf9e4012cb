package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.doctor.Doctor;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.Locale;
import java.util.concurrent.Callable;

/** Lists what this machine offers. */
@Command(
        name = "doctor",
        description =
                "List the JDK, CPU, TornadoVM and devices found, and the engine that runs will"
                        + " use.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  doctor")
final class DoctorCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        for (Doctor.Line line : Doctor.examine()) {
            out.printf(Locale.ROOT, "%-9s %s%n", line.subject(), line.finding());
        }
        out.flush();
        return 0;
    }
}
