package dev.tornadovim.data.coco;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Images with their objects, in buffers that the loader uses again: a batch is valid until the next
 * one is taken. The lists of a place and what is in them are not changed.
 */
public final class DetectionBatch {
    private final float[] images;
    private final int[] heights;
    private final int[] widths;
    private final long[] imageIds;
    private final List<Placement> placements;
    private final List<List<Instance>> instances;
    private int count;

    DetectionBatch(int size, int imageSize) {
        images = new float[Math.multiplyExact(size, imageSize)];
        heights = new int[size];
        widths = new int[size];
        imageIds = new long[size];
        placements = new ArrayList<>(Collections.nCopies(size, null));
        instances = new ArrayList<>(Collections.nCopies(size, List.of()));
    }

    void set(int place, long imageId, Placement placement, List<Instance> objects) {
        imageIds[place] = imageId;
        placements.set(place, placement);
        heights[place] = placement == null ? 0 : placement.height();
        widths[place] = placement == null ? 0 : placement.width();
        instances.set(place, objects);
    }

    /** Marks a place whose sample is unreadable. */
    void clear(int place) {
        set(place, -1, null, List.of());
    }

    /** Closes gaps and clears what is left over. */
    void finish(int samples) {
        int size = images.length / heights.length;
        count = 0;
        for (int place = 0; place < samples; place++) {
            if (placements.get(place) != null) {
                if (count < place) {
                    System.arraycopy(images, place * size, images, count * size, size);
                    set(count, imageIds[place], placements.get(place), instances.get(place));
                }
                count++;
            }
        }
        for (int place = count; place < heights.length; place++) {
            clear(place);
        }
        Arrays.fill(images, count * size, images.length, 0);
    }

    /** Normalised pixels, {@code [batch, channels, size, size]}; each image is at the top left. */
    public float[] images() {
        return images;
    }

    /** Height of each image without its padding, in pixels. */
    public int[] heights() {
        return heights;
    }

    /** Width of each image without its padding, in pixels. */
    public int[] widths() {
        return widths;
    }

    /** Number of each image in its data set's file. */
    public long[] imageIds() {
        return imageIds;
    }

    /** Where each image of the data set lies, for the way back; the first {@link #count} are real. */
    public List<Placement> placements() {
        return Collections.unmodifiableList(placements.subList(0, count));
    }

    /** Objects of each image, in its pixels, crowds among them. */
    public List<List<Instance>> instances() {
        return Collections.unmodifiableList(instances.subList(0, count));
    }

    /** Number of images that are real; the others are zero. */
    public int count() {
        return count;
    }
}
