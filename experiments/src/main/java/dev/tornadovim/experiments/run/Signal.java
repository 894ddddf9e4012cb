package dev.tornadovim.experiments.run;

/** Signals that end a process or announce its end. */
public enum Signal {
    /** The terminal or the connection was closed. */
    HUP(1),
    /** Ctrl-C. */
    INT(2),
    /** Free for any use; Slurm sends it before the time limit, with {@code --signal=USR1@SECONDS}. */
    USR1(10),
    /** The usual request to end. */
    TERM(15);

    private static final int ENDED_BY_SIGNAL = 128;

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** Exit code of a process that this signal ended, as shells have it. */
    public int exitCode() {
        return ENDED_BY_SIGNAL + number;
    }

    @Override
    public String toString() {
        return "SIG" + name();
    }
}
