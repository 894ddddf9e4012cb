package dev.tornadovim.kernels.engine.cpu;

import dev.tornadovim.kernels.program.CpuLoops.Body;
import dev.tornadovim.kernels.program.CpuLoops.Scratch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed team of threads that runs one loop at a time; the calling thread is one of them. Threads
 * take iterations from a shared counter, so the work balances itself, and results cannot depend on
 * who took which iteration because iterations are independent. Idle threads spin for a moment before
 * they park: loops follow each other within microseconds. Nothing is allocated per loop.
 */
public final class Workers implements AutoCloseable {

    private static final int SPINS = 20_000;

    private final Thread[] threads;
    private final Scratch callerScratch = new Scratch();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private Body body;
    private int count;
    private volatile int round;
    private volatile boolean closed;
    private volatile Throwable failure;

    /** A team of {@code size} threads, the caller included. */
    public Workers(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + size);
        }
        threads = new Thread[size - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(this::work, "cpu-engine-" + (i + 1));
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /** Number of threads, the caller included. */
    public int size() {
        return threads.length + 1;
    }

    /** Runs {@code iterations} of {@code loop} and returns when all have ended. */
    public void run(int iterations, Body loop) {
        if (threads.length == 0 || iterations == 1) {
            for (int i = 0; i < iterations; i++) {
                loop.run(i, callerScratch);
            }
            return;
        }
        body = loop;
        count = iterations;
        next.set(0);
        running.set(threads.length);
        round++; // publishes the fields above
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        take(callerScratch);
        for (int spins = 0; running.get() > 0; spins++) {
            pause(spins);
        }
        body = null;
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
        }
    }

    private static void pause(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private void take(Scratch scratch) {
        try {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                body.run(i, scratch);
            }
        } catch (Throwable e) {
            failure = e;
            next.set(count);
        }
    }

    private void work() {
        Scratch scratch = new Scratch();
        int seen = 0;
        while (true) {
            int spins = 0;
            while (round == seen && !closed) {
                if (spins++ < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            if (closed) {
                return;
            }
            seen++;
            take(scratch);
            running.decrementAndGet();
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
