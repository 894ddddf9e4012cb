package dev.tornadovim.experiments.run;

import dev.tornadovim.kernels.engine.cpu.Simd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine of a run.
 *
 * @param java version and vendor of the JDK
 * @param os name, version and architecture
 * @param cpu model
 * @param cores that the JVM may use
 * @param vectorBits widest vectors of the CPU engine
 * @param maxHeapBytes largest heap
 */
public record Machine(
        String java, String os, String cpu, int cores, int vectorBits, long maxHeapBytes) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This machine. */
    public static Machine here() {
        return new Machine(
                System.getProperty("java.vm.name")
                        + " "
                        + System.getProperty("java.vm.version")
                        + ", "
                        + System.getProperty("java.vendor"),
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + " "
                        + System.getProperty("os.arch"),
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                Simd.bits(),
                Runtime.getRuntime().maxMemory());
    }

    private static String cpuModel() {
        if (!Files.isReadable(CPU_INFO)) {
            return "unknown";
        }
        try (var lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
