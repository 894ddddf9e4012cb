package dev.tornadovim.experiments.run;

/** A run folder cannot be created, read or written. The message is one line. */
public class RunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One line for the user. */
    public RunException(String message) {
        super(message);
    }

    /** One line for the user, and its cause. */
    public RunException(String message, Throwable cause) {
        super(message, cause);
    }
}
