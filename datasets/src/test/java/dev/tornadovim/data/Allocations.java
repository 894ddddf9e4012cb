package dev.tornadovim.data;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/** Counts heap memory, for tests that small files do not take much of it. */
public final class Allocations {
    private Allocations() {}

    /** Bytes that the calling thread has allocated since it began. */
    public static long ofThisThread() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
