package dev.tornadovim.data;

/**
 * Data that is missing, unreadable or not of the expected format. The message is one line that
 * names the file, what was found there and what was expected; names in it are {@link Printable}.
 */
public class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param source the file or folder
     * @param problem what was found and what was expected
     */
    public DataException(Object source, String problem) {
        super(Printable.of(source + ": " + problem));
    }

    /**
     * @param source the file or folder
     * @param problem what was found and what was expected
     * @param cause the failure underneath
     */
    public DataException(Object source, String problem, Throwable cause) {
        super(Printable.of(source + ": " + problem), cause);
    }
}
