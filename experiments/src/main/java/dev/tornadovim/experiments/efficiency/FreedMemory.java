package dev.tornadovim.experiments.efficiency;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Gives back to the operating system what this process has freed, so that it counts as freed. */
final class FreedMemory {

    private FreedMemory() {}

    /** Collects garbage, and trims the heap of the C library where that is glibc. */
    @SuppressWarnings("restricted") // native access is enabled by the launch flags
    static void giveBack() {
        System.gc();
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

    private static void trim(MethodHandle mallocTrim) {
        try {
            int _ = (int) mallocTrim.invokeExact(0L);
        } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim failed", e);
        }
    }
}
