package dev.tornadovim.data.scenes;

/**
 * What scenes look like.
 *
 * @param height of a scene, in pixels
 * @param width of a scene, in pixels
 * @param minGarments fewest garments laid out in a scene
 * @param maxGarments most garments laid out in a scene
 * @param minSide smallest side of a garment's square picture, as a share of the scene's shorter edge
 * @param maxSide largest side of it
 * @param maxRotation largest rotation either way, in degrees
 * @param maxOverlap share of the smaller of two garments' upright squares that both may take; where
 *     no such place is found soon they overlap more
 * @param seed of everything random
 */
public record SceneSettings(
        int height,
        int width,
        int minGarments,
        int maxGarments,
        double minSide,
        double maxSide,
        double maxRotation,
        double maxOverlap,
        long seed) {
    private static final int MOST_GARMENTS = 200;

    /** Checks the ranges. */
    public SceneSettings {
        if (height < 16 || width < 16) {
            throw new IllegalArgumentException(
                    "scenes of %d × %d pixels, expected at least 16 × 16".formatted(width, height));
        }
        if (minGarments < 0 || minGarments > maxGarments || maxGarments > MOST_GARMENTS) {
            throw new IllegalArgumentException(
                    "%d to %d garments a scene, expected 0 ≤ fewest ≤ most ≤ %d"
                            .formatted(minGarments, maxGarments, MOST_GARMENTS));
        }
        if (!(minSide > 0 && minSide <= maxSide && maxSide <= 1)) {
            throw new IllegalArgumentException(
                    "garments of %s to %s of the scene, expected 0 < smallest ≤ largest ≤ 1"
                            .formatted(minSide, maxSide));
        }
        if (!(maxRotation >= 0 && maxRotation <= 180)) {
            throw new IllegalArgumentException(
                    "rotations up to %s degrees, expected 0 to 180".formatted(maxRotation));
        }
        if (!(maxOverlap >= 0 && maxOverlap <= 1)) {
            throw new IllegalArgumentException(
                    "overlaps up to %s, expected 0 to 1".formatted(maxOverlap));
        }
    }

    /**
     * Square scenes of two to six garments, 20 to 45 % of a side, turned by up to 45 degrees, that
     * cover each other by any share.
     */
    public static SceneSettings square(int size, long seed) {
        return new SceneSettings(size, size, 2, 6, 0.2, 0.45, 45, 1, seed);
    }
}
