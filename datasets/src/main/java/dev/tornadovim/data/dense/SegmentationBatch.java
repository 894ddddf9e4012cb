package dev.tornadovim.data.dense;

import dev.tornadovim.data.load.Batch;

import java.util.Arrays;

/** Images with a class per pixel. */
public final class SegmentationBatch extends Batch {
    private final float[] labels;

    /**
     * A full batch.
     *
     * @param images normalized pixels, {@code [batch, channels, height, width]}
     * @param labels class indices, {@code [batch, height, width]}; {@link SegmentationSample#IGNORED}
     *     where there is none
     * @param size number of samples
     */
    public SegmentationBatch(float[] images, float[] labels, int size) {
        super(size, images);
        this.labels = labels;
    }

    @Override
    protected void move(int from, int to) {
        int plane = labels.length / size();
        System.arraycopy(labels, from * plane, labels, to * plane, plane);
    }

    @Override
    protected void clear(int from) {
        int plane = labels.length / size();
        Arrays.fill(labels, from * plane, labels.length, SegmentationSample.IGNORED);
    }

    /** Class indices, {@code [batch, height, width]}. */
    public float[] labels() {
        return labels;
    }
}
