package dev.tornadovim.pipeline.setting;

/**
 * A component of a record has a value that it cannot have. The message starts with the component's name,
 * so a reader of files can put the name of a section before it.
 */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidSettingException(String name, String value, String expected) {
        super("%s is %s, expected %s".formatted(name, value, expected));
    }
}
