package dev.tornadovim.pipeline.weights;

/**
 * A file of weights that is missing, broken, of a foreign format or made for another network. The
 * message is one line that names the file, what was found and what was expected.
 */
public class WeightsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param source the file
     * @param problem what was found and what was expected
     */
    public WeightsException(Object source, String problem) {
        super(TensorNames.printable(source + ": " + problem));
    }

    /**
     * @param source the file
     * @param problem what was found and what was expected
     * @param cause the failure underneath
     */
    public WeightsException(Object source, String problem, Throwable cause) {
        super(TensorNames.printable(source + ": " + problem), cause);
    }
}
