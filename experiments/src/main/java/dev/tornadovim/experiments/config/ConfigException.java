package dev.tornadovim.experiments.config;

/**
 * A config or an override that is wrong. The message is one line that names the file and key, what
 * was found there and what was expected.
 */
public class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One line for the user. */
    public ConfigException(String message) {
        super(message);
    }

    /** One line for the user, and what was behind it. */
    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
