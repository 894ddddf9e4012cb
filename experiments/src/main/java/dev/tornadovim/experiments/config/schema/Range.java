package dev.tornadovim.experiments.config.schema;

/** Refuses values out of range with one line: the key, the value and what was expected. */
final class Range {

    private Range() {}

    static void atLeast(String key, double least, double value) {
        require(value >= least, key, value, "at least " + plain(least));
    }

    static void positive(String key, double value) {
        require(value > 0 && value < Double.POSITIVE_INFINITY, key, value, "more than 0");
    }

    static void share(String key, double value) {
        require(value >= 0 && value <= 1, key, value, "0 to 1");
    }

    static void shareBelowOne(String key, double value) {
        require(value >= 0 && value < 1, key, value, "at least 0 and less than 1");
    }

    static void require(boolean holds, String key, double value, String expected) {
        require(holds, key, plain(value), expected);
    }

    static void require(boolean holds, String key, String value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "%s is %s, expected %s".formatted(key, value, expected));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
