package dev.tornadovim.data.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.scenes.Canvas.Place;

import org.junit.jupiter.api.Test;

class CanvasTest {
    private static final int SIZE = 60;
    private static final double[] RED = {200, 0, 0};
    private static final double[] GREEN = {0, 100, 0};
    private static final Cutout SQUARE = Cutout.of(Pictures.full(28));

    private static Scene survey(Canvas canvas, int... wholes) {
        int[] labels = {0, 7, 3};
        return new Survey(canvas, SIZE, SIZE, labels, wholes).scene();
    }

    private static int count(LabelMap map, int value) {
        int count = 0;
        for (byte label : map.classes()) {
            count += label == value ? 1 : 0;
        }
        return count;
    }

    private static int count(Canvas canvas, int owner) {
        int count = 0;
        for (int at = 0; at < SIZE * SIZE; at++) {
            count += canvas.owner(at) == owner ? 1 : 0;
        }
        return count;
    }

    @Test
    void uprightSquaresAreExact() {
        for (double turned : new double[] {0, Math.PI}) {
            var canvas = new Canvas(SIZE, SIZE);
            assertThat(canvas.draw(SQUARE, new Place(30, 24, 28, turned), 1, RED)).isEqualTo(784);
            var scene = survey(canvas, 0, 784, 0);
            assertThat(scene.garments()).containsExactly(new Garment(7, 16, 10, 28, 28, 784));
            assertThat(count(scene.labels(), 9)).isEqualTo(784);
            assertThat(count(scene.labels(), 1)).isEqualTo(SIZE * SIZE - 784);
            assertThat(scene.image().at(0, 30, 24)).isEqualTo(200);
            assertThat(scene.image().at(0, 15, 24)).isZero();
        }
    }

    @Test
    void turnedSquaresKeepTheirAreaAndHaveASeam() {
        var canvas = new Canvas(SIZE, SIZE);
        int whole = canvas.draw(SQUARE, new Place(30, 30, 40, Math.PI / 4), 1, RED);
        assertThat(whole).isBetween(1560, 1640);
        assertThat(count(canvas, 1)).isEqualTo(whole);
        var scene = survey(canvas, 0, whole, 0);
        var garment = scene.garments().getFirst();
        assertThat(garment.height()).isBetween(55, 58);
        int seam = 0;
        for (int at = 0; at < SIZE * SIZE; at++) {
            seam += canvas.isSeam(at) ? 1 : 0;
            assertThat(scene.labels().classes()[at] == 0).isEqualTo(canvas.isSeam(at));
        }
        // About one pixel along each step of the outline, which is 4 · 40 long.
        assertThat(seam).isBetween(100, 340);
    }

    @Test
    void thePictureTurnsAsTheLabelsDo() {
        var corner = Cutout.of(Pictures.of("9...", "....", "....", "...."));
        var canvas = new Canvas(SIZE, SIZE);
        canvas.draw(corner, new Place(30, 30, 40, Math.PI / 2), 1, RED);
        // A quarter turn clockwise takes the upper left corner to the upper right.
        assertThat(canvas.owner(15 * SIZE + 45)).isEqualTo(1);
        assertThat(canvas.pixels()[15 * SIZE + 45]).isNotZero();
        assertThat(canvas.owner(15 * SIZE + 15)).isZero();
    }

    @Test
    void laterGarmentsCoverEarlierOnes() {
        var canvas = new Canvas(SIZE, SIZE);
        int first = canvas.draw(SQUARE, new Place(20, 20, 28, 0), 1, RED);
        int second = canvas.draw(SQUARE, new Place(30, 30, 28, 0), 2, GREEN);
        var scene = survey(canvas, 0, first, second);
        assertThat(scene.garments())
                .containsExactly(
                        new Garment(7, 6, 6, 28, 28, 784 - 18 * 18),
                        new Garment(3, 16, 16, 28, 28, 784));
        int shared = 20 * SIZE + 20;
        assertThat(scene.owners().at(20, 20)).isEqualTo(2);
        assertThat(scene.labels().at(20, 20)).isEqualTo(5);
        assertThat(scene.mask(0)[shared]).isZero();
        assertThat(scene.mask(1)[shared]).isEqualTo((byte) 1);
        assertThat(scene.image().at(0, 20, 20)).isZero();
        assertThat(scene.image().at(1, 20, 20)).isEqualTo(100);
    }

    @Test
    void hardlyVisibleGarmentsAreNoObjectsAndNotLabeled() {
        for (int shift : new int[] {2, 3}) {
            var canvas = new Canvas(SIZE, SIZE);
            int first = canvas.draw(SQUARE, new Place(30, 30 - shift, 28, 0), 1, RED);
            int second = canvas.draw(SQUARE, new Place(30, 30, 28, 0), 2, GREEN);
            var scene = survey(canvas, 0, first, second);
            // Two columns of 28 are 7 % of the first, three are 11 %.
            boolean object = shift == 3;
            assertThat(scene.garments()).hasSize(object ? 2 : 1);
            assertThat(scene.labels().at(30, 30 - 14 - shift)).isEqualTo(object ? 9 : 0);
            assertThat(scene.owners().at(30, 30)).isEqualTo(object ? 2 : 1);
            assertThat(scene.mask(object ? 1 : 0)[30 * SIZE + 30]).isEqualTo((byte) 1);
        }
    }

    @Test
    void whatLiesOutsideOfTheSceneCountsAsHidden() {
        var canvas = new Canvas(SIZE, SIZE);
        int whole = canvas.draw(SQUARE, new Place(30, -12, 28, 0), 1, RED);
        assertThat(whole).isEqualTo(784);
        assertThat(survey(canvas, 0, whole, 0).garments()).isEmpty();
        whole = canvas.draw(SQUARE, new Place(30, 0, 28, 0), 2, RED);
        assertThat(survey(canvas, 0, 784, whole).garments())
                .containsExactly(new Garment(3, 16, 0, 28, 14, 392));
    }
}
