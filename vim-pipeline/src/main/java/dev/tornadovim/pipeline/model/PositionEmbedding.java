package dev.tornadovim.pipeline.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Fits a trained position embedding to another grid of patches: rows of patches are resampled
 * bicubically, rows of class tokens are kept and move to their new place.
 */
public enum PositionEmbedding {
    /** The class token's row is taken out from where the token stands. */
    ALIGNED,
    /**
     * As the official fine-tuning does ({@code vim/main.py}, {@code vim/utils.py}): the <em>first</em>
     * rows are kept and all others resampled as patches, wherever the class token stands. With a class
     * token in the middle, the rows up to it are shifted by one patch and its own row becomes a patch;
     * the published stride-8 networks were trained from such a grid.
     */
    OFFICIAL;

    /**
     * What the rows of a position embedding stand for.
     *
     * @param height rows of the grid of patches
     * @param width columns of the grid of patches
     * @param classToken which class tokens there are, and where
     */
    public record Layout(int height, int width, ClassToken classToken) {

        /** The layout of a position embedding of {@code tokens} rows over a square grid. */
        public static Layout square(int tokens, ClassToken classToken) {
            int patches = tokens - classToken.count();
            int side = (int) Math.round(Math.sqrt(Math.max(0, patches)));
            if (patches < 1 || side * side != patches) {
                throw new IllegalArgumentException(
                        "a position embedding of %d rows less %d class tokens is no square grid"
                                .formatted(tokens, classToken.count()));
            }
            return new Layout(side, side, classToken);
        }

        int tokens() {
            return height * width + classToken.count();
        }

        private int[] classRows(PositionEmbedding alignment) {
            if (alignment == ALIGNED) {
                return classToken.positions(height * width);
            }
            int[] first = new int[classToken.count()];
            for (int i = 0; i < first.length; i++) {
                first[i] = i;
            }
            return first;
        }
    }

    /**
     * Resamples.
     *
     * @param values [1, tokens, channels] of the old layout
     * @return [1, tokens, channels] of the new layout; the values themselves where nothing changes
     */
    public float[] resample(float[] values, Layout from, Layout to) {
        if (from.classToken() != to.classToken()) {
            throw new IllegalArgumentException(
                    "cannot fit a position embedding for class token %s to class token %s"
                            .formatted(from.classToken(), to.classToken()));
        }
        if (from.equals(to)) {
            return values.clone();
        }
        int channels = values.length / from.tokens();
        if (channels * from.tokens() != values.length) {
            throw new IllegalArgumentException(
                    "a position embedding of %d values has no %d rows"
                            .formatted(values.length, from.tokens()));
        }
        List<float[]> classRows = new ArrayList<>();
        float[] patches = takeOut(values, channels, from.classRows(this), classRows);
        float[] resampled =
                Bicubic.resample(
                        patches, from.height(), from.width(), channels, to.height(), to.width());
        return insert(resampled, channels, to.classRows(this), classRows);
    }

    /** The rows that are not in {@code positions}; those that are go to {@code out}. */
    private static float[] takeOut(
            float[] values, int channels, int[] positions, List<float[]> out) {
        float[] rest = new float[values.length - positions.length * channels];
        int read = 0;
        for (int position : positions) {
            int at = position * channels;
            int skipped = out.size() * channels;
            System.arraycopy(values, read, rest, read - skipped, at - read);
            float[] row = new float[channels];
            System.arraycopy(values, at, row, 0, channels);
            out.add(row);
            read = at + channels;
        }
        System.arraycopy(values, read, rest, read - out.size() * channels, values.length - read);
        return rest;
    }

    /** Inserts {@code rows} so that they end up at {@code positions}. */
    private static float[] insert(float[] rest, int channels, int[] positions, List<float[]> rows) {
        float[] values = new float[rest.length + positions.length * channels];
        int written = 0;
        for (int i = 0; i < positions.length; i++) {
            int at = positions[i] * channels;
            System.arraycopy(rest, written - i * channels, values, written, at - written);
            System.arraycopy(rows.get(i), 0, values, at, channels);
            written = at + channels;
        }
        int taken = written - positions.length * channels;
        System.arraycopy(rest, taken, values, written, values.length - written);
        return values;
    }
}
