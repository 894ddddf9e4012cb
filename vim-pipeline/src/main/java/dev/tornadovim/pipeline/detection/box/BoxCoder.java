package dev.tornadovim.pipeline.detection.box;

/**
 * Boxes as offsets from other boxes (Girshick et al., R-CNN, appendix C; Detectron2's {@code
 * Box2BoxTransform}): the shift of the centre in units of the box's own sides, and the logarithm of
 * the change of each side, each times a weight that brings it to unit variance.
 *
 * @param centre weight of the two shifts
 * @param side weight of the two logarithms
 */
public record BoxCoder(float centre, float side) {

    /** Growth by more than 1000 / 16 is cut off, which keeps the exponential finite. */
    private static final float SCALE_CLAMP = (float) Math.log(1000.0 / 16);

    /**
     * Offsets that turn box {@code i} of {@code from} into box {@code j} of {@code to}.
     *
     * @param deltas receives dx, dy, dw, dh at {@code at}; both boxes must not be empty
     */
    public void encode(Boxes from, int i, Boxes to, int j, float[] deltas, int at) {
        float w = from.width(i);
        float h = from.height(i);
        float x = from.x1(i) + 0.5f * w;
        float y = from.y1(i) + 0.5f * h;
        deltas[at] = centre * (to.x1(j) + 0.5f * to.width(j) - x) / w;
        deltas[at + 1] = centre * (to.y1(j) + 0.5f * to.height(j) - y) / h;
        deltas[at + 2] = side * (float) Math.log(to.width(j) / w);
        deltas[at + 3] = side * (float) Math.log(to.height(j) / h);
    }

    /**
     * The boxes that offsets lead to.
     *
     * @param deltas dx, dy, dw, dh of each box
     */
    public Boxes decode(Boxes from, float[] deltas) {
        float[] decoded = new float[deltas.length];
        for (int i = 0; i < from.size(); i++) {
            decode(from, i, deltas, 4 * i, decoded, 4 * i);
        }
        return new Boxes(decoded);
    }

    /** Writes at {@code to} the box that the four offsets at {@code at} make of box {@code i}. */
    public void decode(Boxes from, int i, float[] deltas, int at, float[] decoded, int to) {
        float w = from.width(i);
        float h = from.height(i);
        float x = deltas[at] / centre * w + (from.x1(i) + 0.5f * w);
        float y = deltas[at + 1] / centre * h + (from.y1(i) + 0.5f * h);
        float newWidth = grown(deltas[at + 2]) * w;
        float newHeight = grown(deltas[at + 3]) * h;
        decoded[to] = x - 0.5f * newWidth;
        decoded[to + 1] = y - 0.5f * newHeight;
        decoded[to + 2] = x + 0.5f * newWidth;
        decoded[to + 3] = y + 0.5f * newHeight;
    }

    private float grown(float delta) {
        return (float) Math.exp(Math.min(delta / side, SCALE_CLAMP));
    }
}
