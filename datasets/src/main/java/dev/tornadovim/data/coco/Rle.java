package dev.tornadovim.data.coco;

import java.util.Arrays;
import java.util.List;

/**
 * A mask in runs: the number of pixels outside, inside, outside … of it, column after column from the
 * top left. The first run is of pixels outside and may be 0; all runs together are the image.
 *
 * <p>Format and results are those of COCO's {@code maskApi.c}.
 *
 * @param height of the image, in pixels
 * @param width of the image, in pixels
 * @param counts lengths of the runs; the array is not copied, and nobody writes to it
 */
public record Rle(int height, int width, int[] counts) {

    /** Checks that the runs fill the image. */
    public Rle {
        if (height < 1 || width < 1 || (long) height * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("an RLE of %d × %d".formatted(height, width));
        }
        long sum = 0;
        for (int count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException("an RLE with a run of " + count);
            }
            sum += count;
        }
        if (sum != (long) height * width) {
            throw new IllegalArgumentException(
                    "an RLE whose runs sum to %d, expected %d × %d = %d"
                            .formatted(sum, height, width, (long) height * width));
        }
    }

    /**
     * The runs of a mask.
     *
     * @param mask {@code [height, width]}, row after row; every value but 0 is inside
     */
    public static Rle encode(int height, int width, byte[] mask) {
        if (mask.length != (long) height * width) {
            throw new IllegalArgumentException(
                    "%d values for a mask of shape [%d, %d]".formatted(mask.length, height, width));
        }
        var runs = new Runs();
        boolean inside = false;
        int length = 0;
        for (int x = 0; x < width; x++) {
            for (int i = x; i < mask.length; i += width) {
                if ((mask[i] != 0) != inside) {
                    runs.add(length);
                    inside = !inside;
                    length = 0;
                }
                length++;
            }
        }
        runs.add(length);
        return new Rle(height, width, runs.toArray());
    }

    /** Reads the compressed form; see {@link RleString}. */
    public static Rle parse(int height, int width, String compressed) {
        return new Rle(height, width, RleString.parse(compressed));
    }

    /** The compressed form, as it stands in COCO's files. */
    public String compressed() {
        return RleString.of(counts);
    }

    /** The mask, {@code [height, width]}, row after row: 1 inside, 0 outside. */
    public byte[] decode() {
        byte[] mask = new byte[height * width];
        int pixel = 0;
        for (int run = 0; run < counts.length; run++) {
            int end = pixel + counts[run];
            for (; run % 2 == 1 && pixel < end; pixel++) {
                mask[pixel % height * width + pixel / height] = 1;
            }
            pixel = end;
        }
        return mask;
    }

    /** Number of pixels inside. */
    public int area() {
        int area = 0;
        for (int run = 1; run < counts.length; run += 2) {
            area += counts[run];
        }
        return area;
    }

    /** The smallest box around the mask: x, y, width, height, in pixels; zeros for an empty mask. */
    public double[] box() {
        int left = width;
        int top = height;
        int right = -1;
        int bottom = -1;
        int pixel = 0;
        for (int run = 0; run < counts.length; run++) {
            int first = pixel;
            pixel += counts[run];
            if (run % 2 == 0 || counts[run] == 0) {
                continue;
            }
            int last = pixel - 1;
            boolean acrossColumns = first / height < last / height;
            left = Math.min(left, first / height);
            right = Math.max(right, last / height);
            top = Math.min(top, acrossColumns ? 0 : first % height);
            bottom = Math.max(bottom, acrossColumns ? height - 1 : last % height);
        }
        return right < 0
                ? new double[4]
                : new double[] {left, top, right - left + 1, bottom - top + 1};
    }

    /** Pixels that are inside one mask at least. */
    public static Rle union(List<Rle> masks) {
        return masks.stream().reduce((a, b) -> merge(a, b, false)).orElseThrow();
    }

    /** Pixels that are inside all masks. */
    public static Rle intersection(List<Rle> masks) {
        return masks.stream().reduce((a, b) -> merge(a, b, true)).orElseThrow();
    }

    private static Rle merge(Rle one, Rle two, boolean both) {
        var runs = new Runs();
        var overlay = new Overlay(one, two);
        boolean inside = false;
        int length = 0;
        while (overlay.next()) {
            boolean now =
                    both
                            ? overlay.inFirst() && overlay.inSecond()
                            : overlay.inFirst() || overlay.inSecond();
            if (now != inside) {
                runs.add(length);
                inside = now;
                length = 0;
            }
            length += overlay.length();
        }
        runs.add(length);
        return new Rle(one.height, one.width, runs.toArray());
    }

    /**
     * Intersection over union with an annotated mask.
     *
     * @param crowd whether the annotated mask is of a crowd: then the union is this mask alone
     * @return 0 to 1; 0 where nothing is shared
     */
    public double iou(Rle annotated, boolean crowd) {
        long shared = 0;
        long covered = 0;
        var overlay = new Overlay(this, annotated);
        while (overlay.next()) {
            if (overlay.inFirst() && overlay.inSecond()) {
                shared += overlay.length();
            }
            if (overlay.inFirst() || overlay.inSecond()) {
                covered += overlay.length();
            }
        }
        if (shared == 0) {
            return 0;
        }
        return (double) shared / (crowd ? area() : covered);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rle that
                && height == that.height
                && width == that.width
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "Rle[%d × %d, %s]".formatted(height, width, Arrays.toString(counts));
    }

    /** Two masks over each other, in stretches in which neither changes. */
    private static final class Overlay {
        private final int[] first;
        private final int[] second;
        private int firstRun = -1;
        private int secondRun = -1;
        private int firstLeft;
        private int secondLeft;
        private int length;

        Overlay(Rle one, Rle two) {
            if (one.height != two.height || one.width != two.width) {
                throw new IllegalArgumentException(
                        "masks of %d × %d and %d × %d pixels"
                                .formatted(one.height, one.width, two.height, two.width));
            }
            first = one.counts;
            second = two.counts;
        }

        boolean next() {
            firstLeft -= length;
            secondLeft -= length;
            while (firstLeft == 0 && ++firstRun < first.length) {
                firstLeft = first[firstRun];
            }
            while (secondLeft == 0 && ++secondRun < second.length) {
                secondLeft = second[secondRun];
            }
            length = Math.min(firstLeft, secondLeft);
            return length > 0;
        }

        boolean inFirst() {
            return firstRun % 2 == 1;
        }

        boolean inSecond() {
            return secondRun % 2 == 1;
        }

        int length() {
            return length;
        }
    }
}
