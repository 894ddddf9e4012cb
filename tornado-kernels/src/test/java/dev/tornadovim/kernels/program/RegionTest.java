package dev.tornadovim.kernels.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

class RegionTest {

    private static LongStream seeds() {
        return LongStream.range(0, 1000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void overlapCountsCommonElements(long seed) {
        var random = new SplittableRandom(seed);
        Region a = region(random);
        Region b = random.nextInt(20) == 0 ? a : region(random);
        BitSet common = elements(a);
        common.and(elements(b));
        assertThat(a.overlap(b))
                .as("%s and %s", a, b)
                .isEqualTo(common.cardinality())
                .isEqualTo(b.overlap(a));
    }

    /** At most 6 rows of at most 5 columns, with at most 4 elements between rows. */
    private static Region region(SplittableRandom random) {
        int columns = random.nextInt(1, 6);
        return new Region(
                random.nextInt(41), random.nextInt(1, 7), columns + random.nextInt(5), columns);
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
