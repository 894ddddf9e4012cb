package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.run.Signal;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a job as a process of its own: the Java of this process, with its flags and class path. Its
 * standard input is a pipe that ends with this process, whatever ends it, and the job with it.
 */
final class JobProcess {

    private static final Logger LOG = LogManager.getLogger(JobProcess.class);

    private JobProcess() {}

    /**
     * Starts a job; what it prints is appended to {@code output.txt} in its folder.
     *
     * @param mainClass takes the run folder as its argument, and ends when its standard input does
     * @throws RunException if it cannot be started
     */
    static Process start(Job job, Slots slots, String mainClass) {
        var folder = job.run().path();
        var builder = new ProcessBuilder(command(slots, mainClass, folder));
        // Their flags are among those of this process.
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        var output = ProcessBuilder.Redirect.appendTo(folder.resolve("output.txt").toFile());
        builder.redirectOutput(output).redirectErrorStream(true);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new RunException(
                    "job %s cannot be started: %s".formatted(job.name(), e.getMessage()), e);
        }
    }

    /** Asks a job to do what a signal would make it do; one that has ended is past it. */
    static void request(Process job, Signal signal) {
        try {
            job.getOutputStream().write(signal.ordinal());
            job.getOutputStream().flush();
        } catch (IOException e) {
            LOG.debug("a job that has ended hears no {}", signal, e);
        }
    }

    private static List<String> command(Slots slots, String mainClass, Path folder) {
        var command = new ArrayList<String>();
        command.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib:jdwp")) // its port is taken
                .forEach(command::add);
        command.addAll(slots.jvmFlags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(mainClass, folder.toString()));
        return command;
    }
}
