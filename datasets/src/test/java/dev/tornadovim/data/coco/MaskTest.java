package dev.tornadovim.data.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Grids against Detectron2's formulas with pycocotools and torchvision (resource grid.json). */
class MaskTest {

    @Test
    void polygonsAreDrawnInTheirBox() {
        for (var given : Fixture.read("grid.json").get("polygons")) {
            var polygons = new ArrayList<double[]>();
            given.get("polygons").forEach(polygon -> polygons.add(Fixture.doubles(polygon)));
            check(given, new PolygonMask(height(given), width(given), polygons));
        }
    }

    @Test
    void bitsAreSampledInTheirBox() {
        for (var given : Fixture.read("grid.json").get("bits")) {
            var mask = new BitMask(height(given), width(given), Fixture.mask(given.get("mask")));
            check(given, mask);
            check(given, new RleMask(mask.rle()));
        }
    }

    private static int height(JsonNode given) {
        return given.get("height").asInt();
    }

    private static int width(JsonNode given) {
        return given.get("width").asInt();
    }

    private static void check(JsonNode given, Mask mask) {
        float[] grid = mask.grid(Fixture.doubles(given.get("box")), given.get("size").asInt());
        byte[] expected = Fixture.mask(given.get("grid"));
        for (int i = 0; i < expected.length; i++) {
            assertThat(grid[i]).as("cell %d of %s", i, given).isEqualTo(expected[i]);
        }
    }

    /** A quarter of a diamond around a corner of the image, and the corner alone. */
    @Test
    void theBoxOfAPolygonEndsAtTheImage() {
        double[] diamond = {-4, 0, 0, -4, 4, 0, 0, 4};
        assertThat(mask(diamond).box()).isEqualTo(new double[] {0, 0, 4, 4});
        double[] large = {-40, 0, 0, -40, 40, 0, 0, 40};
        assertThat(mask(large).box()).isEqualTo(new double[] {0, 0, 10, 8});
        double[] across = {-5, 3, 20, 3, 20, 5, -5, 5};
        assertThat(mask(across).box()).isEqualTo(new double[] {0, 3, 10, 5});
        // Around the corner outside, then in from the left: only what is inside counts.
        double[] hook = {-9, -9, 9, -9, 9, -2, -2, -2, -2, 4, 3, 4, 3, 6, -9, 6};
        assertThat(mask(hook).box()).isEqualTo(new double[] {0, 4, 3, 6});
        double[] outside = {-9, -9, -1, -9, -1, 20};
        assertThat(mask(outside).box()).isEqualTo(new double[4]);
        assertThat(Mask.none(8, 10).box()).isEqualTo(new double[4]);
    }

    private static PolygonMask mask(double[] polygon) {
        return new PolygonMask(8, 10, List.of(polygon));
    }

    @Test
    void theBoxOfBitsGoesAroundThem() {
        var mask = new BitMask(3, 4, new byte[] {0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0});
        assertThat(mask.box()).isEqualTo(new double[] {1, 1, 3, 3});
        assertThat(new BitMask(1, 2, new byte[2]).box()).isEqualTo(new double[4]);
    }

    @Test
    void aMaskWithoutPixelsHasNone() {
        var none = Mask.none(3, 4);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.rle()).isEqualTo(new Rle(3, 4, new int[] {12}));
        assertThat(none.grid(new double[] {0, 0, 4, 3}, 2)).containsOnly(0);
        assertThat(new BitMask(1, 2, new byte[2]).isEmpty()).isTrue();
        assertThat(new RleMask(new Rle(1, 2, new int[] {0, 2})).isEmpty()).isFalse();
    }

    @Test
    void shapesAreChecked() {
        assertThatThrownBy(() -> new BitMask(2, 2, new byte[3]))
                .hasMessage("3 pixels for a mask of shape [2, 2]");
        assertThatThrownBy(() -> mask(new double[] {1, 2, 3, 4}))
                .hasMessage("a polygon of 4 numbers, expected x and y of three corners or more");
        assertThatThrownBy(() -> new Instance(0, new double[] {3, 0, 2, 1}, false, Mask.none(2, 2)))
                .hasMessage("a box of [3.0, 0.0, 2.0, 1.0], expected left, top, right, bottom");
    }
}
