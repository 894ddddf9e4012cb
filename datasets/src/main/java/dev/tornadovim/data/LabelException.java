package dev.tornadovim.data;

/**
 * Labels that stand for none of the classes of their data set. That is no accident of a single file,
 * so such a sample is not skipped as an unreadable one is.
 */
public final class LabelException extends DataException {
    private static final long serialVersionUID = 1L;

    /**
     * @param source the file or folder
     * @param problem what was found and what was expected
     */
    public LabelException(Object source, String problem) {
        super(source, problem);
    }
}
