package dev.tornadovim.experiments.run;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Receives the signals of {@link Signal} while it is open. The first one that requests an end is
 * passed to a listener, which ends the process in an orderly way; a second one ends it immediately.
 * SIGUSR1 is passed on each time.
 *
 * <p>A signal that the process was started with as ignored, such as SIGHUP under {@code nohup},
 * stays ignored.
 */
public final class Signals implements AutoCloseable {

    /** Some senders, such as {@code timeout}, send one to the process and one to its group. */
    private static final long SAME_NANOS = 1_000_000_000L;

    private static volatile Signals open;

    private final Consumer<Signal> listener;
    private final Map<Signal, Object> before = new EnumMap<>(Signal.class);
    private Signal first;
    private long firstAt;

    private Signals(Consumer<Signal> listener) {
        this.listener = listener;
    }

    /**
     * Starts listening.
     *
     * @param listener called on a separate thread
     */
    public static Signals listen(Consumer<Signal> listener) {
        var signals = new Signals(listener);
        for (var signal : Signal.values()) {
            Handlers.set(signal, Handlers.of(() -> signals.receive(signal)))
                    .ifPresent(handler -> signals.before.put(signal, handler));
        }
        open = signals;
        return signals;
    }

    /**
     * Has the effect of the signal, except that a second one changes nothing: a request of the
     * parent process, which may have received the same signal from the terminal.
     */
    public static void request(Signal signal) {
        var signals = open;
        if (signals == null) {
            Runtime.getRuntime().halt(signal.exitCode());
        } else if (signals.isFirst(signal)) {
            signals.listener.accept(signal);
        }
    }

    private void receive(Signal signal) {
        if (isFirst(signal)) {
            listener.accept(signal);
        } else if (System.nanoTime() - firstAt > SAME_NANOS) {
            // Skips the shutdown hooks, which may be what hangs.
            Runtime.getRuntime().halt(signal.exitCode());
        }
    }

    private synchronized boolean isFirst(Signal signal) {
        if (signal == Signal.USR1) {
            return first == null;
        }
        if (first != null) {
            return false;
        }
        first = signal;
        firstAt = System.nanoTime();
        return true;
    }

    /** Restores the previous handlers. */
    @Override
    public void close() {
        open = null;
        before.forEach(Handlers::set);
    }
}
