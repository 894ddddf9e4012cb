package dev.tornadovim.data.load;

import java.util.Arrays;

/** Images with one class each; places without a sample have label −1 and no targets. */
public final class ClassificationBatch extends Batch {
    private final float[] targets;
    private final int[] labels;

    ClassificationBatch(int size, int imageSize, int classes) {
        super(size, new float[Math.multiplyExact(size, imageSize)]);
        targets = new float[Math.multiplyExact(size, classes)];
        labels = new int[size];
    }

    @Override
    protected void move(int from, int to) {
        labels[to] = labels[from];
    }

    @Override
    protected void clear(int from) {
        Arrays.fill(labels, from, labels.length, -1);
        Arrays.fill(targets, 0);
    }

    /** Soft targets, {@code [batch, classes]}. */
    public float[] targets() {
        return targets;
    }

    /** Class of each sample, {@code [batch]}; after mixing, of its larger or smaller part. */
    public int[] labels() {
        return labels;
    }
}
