package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.doctor.Doctor;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.Locale;
import java.util.concurrent.Callable;

/** Says what this machine offers. */
@Command(
        name = "doctor",
        description = "Say what this machine offers: JDK, CPU, TornadoVM, devices, and the engine.",
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
