package dev.tornadovim.pipeline.setting;

/** Refuses values out of range with one line: the component's name, the value and what was expected. */
public final class Setting {

    private Setting() {}

    /** Refuses a value below the least one. */
    public static void atLeast(String name, double least, double value) {
        require(value >= least, name, value, "at least " + plain(least));
    }

    /** Refuses all but finite values above 0. */
    public static void positive(String name, double value) {
        require(value > 0 && value < Double.POSITIVE_INFINITY, name, value, "more than 0");
    }

    /** Refuses all but values from 0 to 1. */
    public static void share(String name, double value) {
        require(value >= 0 && value <= 1, name, value, "0 to 1");
    }

    /** Refuses all but values from 0 to below 1. */
    public static void shareBelowOne(String name, double value) {
        require(value >= 0 && value < 1, name, value, "at least 0 and less than 1");
    }

    /** Refuses a number for which a condition does not hold. */
    public static void require(boolean holds, String name, double value, String expected) {
        require(holds, name, plain(value), expected);
    }

    /**
     * Refuses a value for which a condition does not hold.
     *
     * @throws InvalidSettingException naming the component, the value and what was expected
     */
    public static void require(boolean holds, String name, String value, String expected) {
        if (!holds) {
            throw new InvalidSettingException(name, value, expected);
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
