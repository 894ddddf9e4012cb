package dev.tornadovim.kernels.engine.cpu;

import dev.tornadovim.kernels.program.CpuLoops.Body;
import dev.tornadovim.kernels.program.CpuLoops.Scratch;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A loop whose iterations threads take from a shared counter. It is made once and run many times. A
 * thread that comes late, even from an earlier run, either finds nothing left or takes an iteration
 * of the present run, which is as good as any other; so a run has ended when its iterations have,
 * whoever did them, and nobody waits for a thread that did none.
 */
final class Loop {

    private final int count;
    private final Body body;
    private final AtomicInteger next;
    private final AtomicInteger done = new AtomicInteger();
    private volatile Throwable failure;

    Loop(int count, Body body) {
        this.count = count;
        this.body = body;
        this.next = new AtomicInteger(count);
    }

    int count() {
        return count;
    }

    /** Starts a run: from here on iterations can be taken. */
    void open() {
        done.setPlain(0);
        next.set(0);
    }

    /** Takes iterations until none is left. */
    void take(Scratch scratch) {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            try {
                body.run(i, scratch);
            } catch (Throwable e) {
                failure = e;
            } finally {
                done.getAndIncrement();
            }
        }
    }

    /** As {@link #take(Scratch)}; {@code listener} hears of it before the loop can end. */
    void take(Scratch scratch, LoopListener listener) {
        long start = System.nanoTime();
        int taken = 0;
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            try {
                body.run(i, scratch);
            } catch (Throwable e) {
                failure = e;
            }
            taken++;
        }
        if (taken > 0) {
            listener.took(start, System.nanoTime());
            done.getAndAdd(taken);
        }
    }

    boolean ended() {
        return done.get() == count;
    }

    /** Throws what an iteration of the run has thrown. */
    void rethrow() {
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
        }
    }
}
