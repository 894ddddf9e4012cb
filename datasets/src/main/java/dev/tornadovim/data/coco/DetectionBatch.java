package dev.tornadovim.data.coco;

import dev.tornadovim.data.load.Batch;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Images with their objects. Images are {@code [batch, channels, size, size]}, each at the top left of
 * its square.
 */
public final class DetectionBatch extends Batch {
    private final PlacedImage[] placed;

    DetectionBatch(int size, int imageSize) {
        super(size, new float[Math.multiplyExact(size, imageSize)]);
        placed = new PlacedImage[size];
    }

    void set(int place, PlacedImage image) {
        placed[place] = image;
    }

    @Override
    protected void move(int from, int to) {
        placed[to] = placed[from];
    }

    @Override
    protected void clear(int from) {
        Arrays.fill(placed, from, placed.length, null);
    }

    /** What is known of each image, of the first {@link #count} ones. */
    public List<PlacedImage> placed() {
        return Collections.unmodifiableList(Arrays.asList(placed).subList(0, count()));
    }
}
