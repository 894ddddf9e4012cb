package dev.tornadovim.experiments.run;

import com.sun.management.HotSpotDiagnosticMXBean;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/** Names the memory that was too small, and how to enlarge it. */
public final class OutOfMemory {
    private static final String LESS =
            "or lower train.batchSize, or raise train.microBatches; --dry-run prints what a"
                    + " training takes";

    private OutOfMemory() {}

    /** One line, if a failure is due to memory. */
    public static Optional<String> describe(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError error) {
                return Optional.of("out of memory: " + reason(String.valueOf(error.getMessage())));
            }
        }
        return Optional.empty();
    }

    private static String reason(String message) {
        if (message.contains("heap") || message.contains("GC overhead")) {
            return "the Java heap of %s is full; raise it with JDK_JAVA_OPTIONS=-Xmx…, %s"
                    .formatted(amount(Runtime.getRuntime().maxMemory()), LESS);
        }
        if (message.contains("direct buffer memory")) {
            return "tensors take more than the %s that Java may take outside its heap; raise it with JDK_JAVA_OPTIONS=-XX:MaxDirectMemorySize=…, %s"
                    .formatted(amount(outsideHeap()), LESS);
        }
        return message + "; " + LESS.replaceFirst("^or ", "");
    }

    /** Bytes available to tensors: by default as many as the heap. */
    public static long outsideHeap() {
        var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long bytes = Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue());
        return bytes == 0 ? Runtime.getRuntime().maxMemory() : bytes;
    }

    /** An amount of memory, in MiB or GiB. */
    public static String amount(long bytes) {
        return bytes < 10L << 30
                ? String.format(Locale.ROOT, "%.0f MiB", bytes / (double) (1L << 20))
                : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }
}
