package dev.tornadovim.pipeline.detection.box;

/**
 * Which level of a pyramid a box takes its features from: a box of the canonical size from the
 * canonical level, one of half the size from the level before (Lin et al., "Feature Pyramid
 * Networks", 2017, equation 1). Levels are counted by stride: level k has stride 2^k.
 *
 * @param first finest level there is
 * @param last coarsest level there is
 * @param canonicalLevel level for a box of the canonical size
 * @param canonicalSize square root of the area of such a box, in pixels
 */
public record LevelAssignment(int first, int last, int canonicalLevel, float canonicalSize) {

    /** Level of box {@code i}, counted from the finest that there is. */
    public int levelOf(Boxes boxes, int i) {
        float relative = (float) Math.sqrt(boxes.area(i)) / canonicalSize + 1e-8f;
        // The exponent of a float is the floor of its logarithm to base 2.
        int level = canonicalLevel + Math.getExponent(relative);
        return Math.clamp(level, first, last) - first;
    }
}
