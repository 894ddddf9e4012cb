package dev.tornadovim.data.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Against pycocotools (resource rle.json), and round trips. */
class RleTest {

    @Test
    void drawsPolygonsAsPycocotools() {
        for (var polygon : Fixture.read("rle.json").get("polygons")) {
            int height = polygon.get(0).asInt();
            int width = polygon.get(1).asInt();
            var rle = PolygonRaster.draw(height, width, Fixture.doubles(polygon.get(2)));
            assertThat(rle.compressed()).as("%s", polygon).isEqualTo(polygon.get(3).asText());
        }
    }

    @Test
    void encodesMasksAsPycocotools() {
        for (var given : Fixture.read("rle.json").get("masks")) {
            int height = given.get("height").asInt();
            int width = given.get("width").asInt();
            byte[] mask = Fixture.mask(given.get("one"));
            var one = Rle.encode(height, width, mask);
            var two = Rle.encode(height, width, Fixture.mask(given.get("two")));
            var pair = List.of(one, two);

            assertThat(one.compressed()).isEqualTo(given.get("compressed").asText());
            assertThat(one.decode()).isEqualTo(mask);
            assertThat(one.area()).isEqualTo(given.get("area").asInt());
            assertThat(one.box()).isEqualTo(Fixture.doubles(given.get("box")));
            assertThat(Rle.union(pair).compressed()).isEqualTo(given.get("union").asText());
            assertThat(Rle.intersection(pair).compressed())
                    .isEqualTo(given.get("intersection").asText());
            assertThat(one.iou(two, false)).isEqualTo(given.get("iou").asDouble());
            assertThat(one.iou(two, true)).isEqualTo(given.get("crowd").asDouble());
        }
    }

    @Test
    void compressesLongRunsAsPycocotools() {
        for (var given : Fixture.read("rle.json").get("large")) {
            var rle =
                    new Rle(given.get(0).asInt(), given.get(1).asInt(), Fixture.ints(given.get(2)));
            assertThat(rle.compressed()).isEqualTo(given.get(3).asText());
            assertThat(Rle.parse(rle.height(), rle.width(), given.get(3).asText())).isEqualTo(rle);
        }
    }

    private static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** Masks of all shares from empty to full, and of one row or column. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void masksComeBack(long seed) {
        var random = new SplittableRandom(seed);
        int height = seed % 10 == 0 ? 1 : random.nextInt(1, 41);
        int width = seed % 10 == 1 ? 1 : random.nextInt(1, 41);
        int share = random.nextInt(11);
        byte[] mask = new byte[height * width];
        int area = 0;
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (random.nextInt(10) < share ? 1 : 0);
            area += mask[i];
        }
        var rle = Rle.encode(height, width, mask);
        assertThat(rle.decode()).isEqualTo(mask);
        assertThat(rle.area()).isEqualTo(area);
        assertThat(Rle.parse(height, width, rle.compressed())).isEqualTo(rle);
        assertThat(Rle.union(List.of(rle, rle))).isEqualTo(rle);
        assertThat(rle.iou(rle, false)).isCloseTo(area == 0 ? 0 : 1, within(0.0));
    }

    @Test
    void runsOfNothingAreNotSeen() {
        var rle = new Rle(2, 3, new int[] {1, 0, 1, 2, 0, 0, 2});
        assertThat(rle.decode()).isEqualTo(new byte[] {0, 1, 0, 0, 1, 0});
        assertThat(rle.box()).isEqualTo(new double[] {1, 0, 1, 2});
        assertThat(Rle.union(List.of(rle, rle))).isEqualTo(new Rle(2, 3, new int[] {2, 2, 2}));
        assertThat(new Rle(2, 3, new int[] {6, 0}).box()).isEqualTo(new double[4]);
    }

    @Test
    void aCrowdTakesAnythingInside() {
        var object = Rle.encode(2, 2, new byte[] {1, 0, 0, 0});
        var crowd = Rle.encode(2, 2, new byte[] {1, 1, 1, 0});
        assertThat(object.iou(crowd, false)).isEqualTo(1.0 / 3);
        assertThat(object.iou(crowd, true)).isEqualTo(1);
    }

    @Test
    void damagedRunsAreRefused() {
        assertThatThrownBy(() -> new Rle(2, 3, new int[] {1, 4}))
                .hasMessage("an RLE whose runs sum to 5, expected 2 × 3 = 6");
        assertThatThrownBy(() -> new Rle(2, 3, new int[] {7, -1}))
                .hasMessage("an RLE with a run of -1");
        assertThatThrownBy(() -> Rle.parse(2, 3, "0P"))
                .hasMessage("a compressed RLE of 2 characters that ends within a number");
        assertThatThrownBy(() -> Rle.parse(2, 3, "6 "))
                .hasMessage("a compressed RLE with the character ' ' at 1");
        assertThatThrownBy(() -> Rle.parse(2, 3, "oooooooo"))
                .hasMessage(
                        "a compressed RLE of 8 characters that has a number of more than 32 bits");
        assertThatThrownBy(() -> PolygonRaster.draw(2, 3, new double[] {0, 0, 1, 1}))
                .hasMessage("a polygon of 4 numbers, expected x and y of three corners or more");
        assertThatThrownBy(
                        () -> new Rle(2, 3, new int[] {6}).iou(new Rle(3, 2, new int[] {6}), false))
                .hasMessage("masks of 2 × 3 and 3 × 2 pixels");
    }
}
