package dev.tornadovim.data.load;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.Preprocessing;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Data for tests: image i is filled with the value i and has label i modulo 3. */
record Squares(int size, Set<Integer> unreadable) implements Dataset<Sample> {
    static final int SIDE = 4;

    /** Neither augments nor changes a value. */
    static final Preprocessing PLAIN =
            new Preprocessing(
                    1,
                    SIDE,
                    SIDE,
                    List.of(),
                    new Normalize(new float[] {0}, new float[] {1 / 255f}),
                    List.of());

    Squares(int size) {
        this(size, Set.of());
    }

    @Override
    public Sample get(int index) {
        if (unreadable.contains(index)) {
            throw new DataException("image " + index, "truncated");
        }
        byte[] pixels = new byte[SIDE * SIDE];
        Arrays.fill(pixels, (byte) index);
        return new Sample(new Image(1, SIDE, SIDE, pixels), index % 3);
    }

    @Override
    public DatasetInfo info() {
        return new DatasetInfo(
                "squares", "none", "memory", size, List.of("0", "1", "2"), "0".repeat(64));
    }
}
