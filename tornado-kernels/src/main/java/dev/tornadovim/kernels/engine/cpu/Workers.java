package dev.tornadovim.kernels.engine.cpu;

import dev.tornadovim.kernels.program.CpuLoops.Body;
import dev.tornadovim.kernels.program.CpuLoops.Scratch;

import java.util.concurrent.locks.LockSupport;

/**
 * A fixed team of threads that runs one {@link Loop} at a time; the calling thread is one of them.
 * Work balances itself, and results cannot depend on who took which iteration because iterations are
 * independent. Idle threads spin for a moment before they park: loops follow each other within
 * microseconds. Nothing is allocated per run.
 */
public final class Workers implements AutoCloseable {

    private static final int SPINS = 5_000;

    private final Worker[] workers;
    private final Scratch callerScratch = new Scratch();
    private volatile Loop current;
    private volatile int round;
    private volatile boolean closed;
    private LoopListener listener; // written before a round, read after its number

    /** A team of {@code size} threads, the caller included. */
    public Workers(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + size);
        }
        workers = new Worker[size - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker("cpu-engine-" + (i + 1));
            workers[i].start();
        }
    }

    /** Number of threads, the caller included. */
    public int size() {
        return workers.length + 1;
    }

    /** Runs {@code iterations} of {@code body} and returns when all have ended. */
    public void run(int iterations, Body body) {
        run(new Loop(iterations, body));
    }

    /** From here on {@code heard} hears of loops; null for nobody. */
    void listen(LoopListener heard) {
        listener = heard;
    }

    private void take(Loop loop, Scratch scratch) {
        LoopListener heard = listener;
        if (heard == null) {
            loop.take(scratch);
        } else {
            loop.take(scratch, heard);
        }
    }

    /** Runs a loop and returns when all its iterations have ended. */
    void run(Loop loop) {
        loop.open();
        if (workers.length > 0 && loop.count() > 1) {
            current = loop;
            round++; // one writer: the calling thread
            for (Worker worker : workers) {
                worker.wake();
            }
        }
        take(loop, callerScratch);
        for (int spins = 0; !loop.ended(); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        loop.rethrow();
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    private final class Worker extends Thread {

        private final Scratch scratch = new Scratch();
        private volatile boolean parked;

        Worker(String name) {
            super(name);
            setDaemon(true);
        }

        void wake() {
            if (parked) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            int seen = 0;
            while (!closed) {
                int now = round;
                if (now == seen) {
                    await(seen);
                } else {
                    seen = now;
                    take(current, scratch);
                }
            }
        }

        private void await(int seen) {
            for (int spins = 0; spins < SPINS; spins++) {
                if (round != seen || closed) {
                    return;
                }
                Thread.onSpinWait();
            }
            parked = true;
            // A round that starts from here on sees the flag; one before is seen here.
            if (round == seen && !closed) {
                LockSupport.park(Workers.this);
            }
            parked = false;
        }
    }
}
