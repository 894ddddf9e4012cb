package dev.tornadovim.kernels.program;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.BitSet;

class RegionTest {

    @Property
    void overlapCountsCommonElements(
            @ForAll @IntRange(max = 40) int offsetA,
            @ForAll @IntRange(min = 1, max = 6) int rowsA,
            @ForAll @IntRange(min = 1, max = 5) int columnsA,
            @ForAll @IntRange(max = 4) int gapA,
            @ForAll @IntRange(max = 40) int offsetB,
            @ForAll @IntRange(min = 1, max = 6) int rowsB,
            @ForAll @IntRange(min = 1, max = 5) int columnsB,
            @ForAll @IntRange(max = 4) int gapB) {
        Region a = new Region(offsetA, rowsA, columnsA + gapA, columnsA);
        Region b = new Region(offsetB, rowsB, columnsB + gapB, columnsB);
        BitSet common = elements(a);
        common.and(elements(b));
        assertThat(a.overlap(b)).isEqualTo(common.cardinality()).isEqualTo(b.overlap(a));
    }

    private static BitSet elements(Region region) {
        BitSet set = new BitSet();
        for (int row = 0; row < region.rows(); row++) {
            int start = region.offset() + row * region.rowStride();
            set.set(start, start + region.columns());
        }
        return set;
    }
}
