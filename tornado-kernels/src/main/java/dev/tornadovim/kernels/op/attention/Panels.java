package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.engine.cpu.Simd;

/**
 * The tokens of every map cut into panels of {@link #WIDTH}, and panels into groups, one per iteration
 * of a loop. What lies on the other side of the map is read once a group, so groups are as large as
 * leaves enough of them to share out. The cut depends on the shape alone.
 *
 * @param maps heads of all images
 * @param tokens tokens of an image
 * @param perGroup panels in a group
 */
record Panels(int maps, int tokens, int perGroup) {

    /** Tokens in a full panel. */
    static final int WIDTH = PanelProduct.VECTORS * Simd.LANES;

    private static final int GROUPS = 64;
    private static final int MOST = 4;

    static Panels of(HeadLayout heads) {
        int all = heads.maps() * Math.ceilDiv(heads.tokens(), WIDTH);
        return new Panels(heads.maps(), heads.tokens(), Math.clamp(all / GROUPS, 1, MOST));
    }

    /** Number of groups of all maps. */
    int groups() {
        return maps * groupsPerMap();
    }

    private int groupsPerMap() {
        return Math.ceilDiv(Math.ceilDiv(tokens, WIDTH), perGroup);
    }

    /** The map of a group. */
    int map(int group) {
        return group / groupsPerMap();
    }

    /** Panels of a group. */
    int panels(int group) {
        int before = group % groupsPerMap() * perGroup;
        return Math.min(perGroup, Math.ceilDiv(tokens, WIDTH) - before);
    }

    /** First token of a panel. */
    int first(int group, int panel) {
        return (group % groupsPerMap() * perGroup + panel) * WIDTH;
    }

    /** Tokens of a panel. */
    int filled(int group, int panel) {
        return Math.min(WIDTH, tokens - first(group, panel));
    }

    /** Vectors of a panel. */
    int vectors(int group, int panel) {
        return Math.ceilDiv(filled(group, panel), Simd.LANES);
    }
}
