package dev.tornadovim.experiments.efficiency;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Gives back to the operating system what this process has freed, so that it counts as freed. */
final class FreedMemory {

    private static final int COLLECTIONS = 5;
    private static final long CLEANING_MILLIS = 100;

    private FreedMemory() {}

    /** Collects garbage, and trims the heap of the C library where that is glibc. */
    @SuppressWarnings("restricted") // native access is enabled by the launch flags
    static void giveBack() {
        collect();
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup()
                .find("malloc_trim")
                .map(
                        address ->
                                linker.downcallHandle(
                                        address,
                                        FunctionDescriptor.of(
                                                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)))
                .ifPresent(FreedMemory::trim);
    }

    /** Arrays outside the heap are freed by a thread of its own, some time after their collection. */
    private static void collect() {
        try {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
                Thread.sleep(CLEANING_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void trim(MethodHandle mallocTrim) {
        try {
            int _ = (int) mallocTrim.invokeExact(0L);
        } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim failed", e);
        }
    }
}
