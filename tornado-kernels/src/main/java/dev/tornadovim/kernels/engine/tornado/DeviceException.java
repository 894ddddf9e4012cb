package dev.tornadovim.kernels.engine.tornado;

/** What keeps a program from running on a device, in one line that a user can act on. */
public final class DeviceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** A problem without a cause worth showing. */
    public DeviceException(String message) {
        super(message);
    }

    /** A problem that TornadoVM or a driver reported. */
    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The innermost message of an exception, without TornadoVM's decoration. */
    static String reason(Throwable thrown) {
        Throwable cause = thrown;
        String message = thrown.getMessage();
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
            message = cause.getMessage() == null ? message : cause.getMessage();
        }
        if (message == null) {
            return cause.toString();
        }
        return message.replaceAll("\u001B\\[[0-9;]*m", "").replaceAll("\\s+", " ").strip();
    }
}
