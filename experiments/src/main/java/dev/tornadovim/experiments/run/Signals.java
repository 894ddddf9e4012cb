package dev.tornadovim.experiments.run;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Hears the signals of {@link Signal} as long as it is open. The first one that asks for an end is
 * told to a listener, which ends the process in good order; a second one ends it at once. SIGUSR1 is
 * told each time.
 *
 * <p>A signal that the process was started to ignore, such as SIGHUP under {@code nohup}, stays
 * ignored.
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
     * Starts to listen.
     *
     * @param listener called on a thread of its own
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
     * Does what the signal would do, but for a second one, which changes nothing: the request of a
     * parent process, which may have had the same signal from the terminal.
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
            // Without the hooks of an orderly end, which may be what hangs.
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

    /** Gives the signals back to whoever had them. */
    @Override
    public void close() {
        open = null;
        before.forEach(Handlers::set);
    }
}
