package dev.tornadovim.experiments.run;

/** A run folder that cannot be made or is none. The message is one line. */
public class RunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One line for the user. */
    public RunException(String message) {
        super(message);
    }

    /** One line for the user, and what was behind it. */
    public RunException(String message, Throwable cause) {
        super(message, cause);
    }
}
