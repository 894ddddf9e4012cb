package dev.tornadovim.data.coco;

/**
 * The compressed form of runs in COCO's files ({@code rleToString} and {@code rleFrString} of {@code
 * maskApi.c}): from the fourth run on, the difference to the run before the last is stored; a number
 * is cut into groups of five bits, lowest first, the last of which tells the sign by its highest bit.
 * A character is 48 plus the group, plus 32 if more groups follow.
 */
final class RleString {
    private static final int GROUP = 5;
    private static final int SIGN = 1 << (GROUP - 1);
    private static final int MORE = 1 << GROUP;
    private static final int BASE = 48;
    private static final int MAX_GROUPS = 7;

    private RleString() {}

    static String of(int[] counts) {
        var text = new StringBuilder();
        for (int i = 0; i < counts.length; i++) {
            int rest = i > 2 ? counts[i] - counts[i - 2] : counts[i];
            boolean more = true;
            while (more) {
                int group = rest & (MORE - 1);
                rest >>= GROUP;
                more = (group & SIGN) != 0 ? rest != -1 : rest != 0;
                text.append((char) (BASE + (more ? group | MORE : group)));
            }
        }
        return text.toString();
    }

    /**
     * Reads runs.
     *
     * @throws IllegalArgumentException at a character that cannot be in such a text, or if it ends
     *     within a number
     */
    static int[] parse(String text) {
        var counts = new Runs();
        int at = 0;
        while (at < text.length()) {
            long value = 0;
            boolean more = true;
            for (int k = 0; more; k++) {
                if (at == text.length() || k == MAX_GROUPS) {
                    throw new IllegalArgumentException(
                            "a compressed RLE of %d characters that %s"
                                    .formatted(
                                            text.length(),
                                            k == MAX_GROUPS
                                                    ? "has a number of more than 32 bits"
                                                    : "ends within a number"));
                }
                int group = text.charAt(at++) - BASE;
                if (group < 0 || group >= 2 * MORE) {
                    throw new IllegalArgumentException(
                            "a compressed RLE with the character '%c' at %d"
                                    .formatted(text.charAt(at - 1), at - 1));
                }
                value |= (long) (group & (MORE - 1)) << GROUP * k;
                more = (group & MORE) != 0;
                if (!more && (group & SIGN) != 0) {
                    value |= -1L << GROUP * (k + 1);
                }
            }
            int size = counts.size();
            counts.add((int) (size > 2 ? value + counts.get(size - 2) : value));
        }
        return counts.toArray();
    }
}
