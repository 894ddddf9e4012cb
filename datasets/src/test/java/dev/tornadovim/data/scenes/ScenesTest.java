package dev.tornadovim.data.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.format.FashionMnist;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;
import java.util.zip.CRC32;

class ScenesTest {
    private static final Dataset<Sample> GARMENTS = FashionMnist.sample(Split.TRAIN);
    private static final SceneSettings SMALL = SceneSettings.square(96, 3);
    private static final Scenes SCENES = new Scenes(GARMENTS, Split.TRAIN, SMALL);

    private static long crc(Scene scene) {
        var crc = new CRC32();
        crc.update(scene.image().pixels());
        crc.update(scene.labels().classes());
        crc.update(scene.owners().classes());
        return crc.getValue();
    }

    @Test
    void masksAndBackgroundDivideTheScene() {
        for (int index = 0; index < 40; index++) {
            var scene = SCENES.get(index);
            int[] areas = new int[scene.garments().size() + 1];
            for (int at = 0; at < 96 * 96; at++) {
                int owner = scene.owners().classes()[at];
                int label = scene.labels().classes()[at];
                areas[owner]++;
                if (label >= Scene.FIRST_GARMENT) {
                    assertThat(owner).isPositive();
                    assertThat(label - Scene.FIRST_GARMENT)
                            .isEqualTo(scene.garments().get(owner - 1).label());
                } else if (label == Scene.BACKGROUND) {
                    assertThat(owner).isZero();
                }
            }
            for (int k = 0; k < scene.garments().size(); k++) {
                var garment = scene.garments().get(k);
                assertThat(garment.area()).isEqualTo(areas[k + 1]).isGreaterThanOrEqualTo(16);
                assertTight(garment, scene.mask(k));
            }
        }
    }

    private static void assertTight(Garment garment, byte[] mask) {
        int[] rows =
                IntStream.range(0, mask.length)
                        .filter(i -> mask[i] == 1)
                        .map(i -> i / 96)
                        .toArray();
        int[] columns =
                IntStream.range(0, mask.length)
                        .filter(i -> mask[i] == 1)
                        .map(i -> i % 96)
                        .toArray();
        assertThat(garment.area()).isEqualTo(rows.length);
        assertThat(garment.top()).isEqualTo(IntStream.of(rows).min().orElseThrow());
        assertThat(garment.top() + garment.height() - 1)
                .isEqualTo(IntStream.of(rows).max().orElseThrow());
        assertThat(garment.left()).isEqualTo(IntStream.of(columns).min().orElseThrow());
        assertThat(garment.left() + garment.width() - 1)
                .isEqualTo(IntStream.of(columns).max().orElseThrow());
    }

    /** What was trained on yesterday has to be there tomorrow; otherwise the generation changes. */
    @Test
    void scenesStayWhatTheyAre() {
        assertThat(SceneRecord.GENERATION).isEqualTo(2);
        assertThat(crc(SCENES.get(5))).isEqualTo(2895069659L);
    }

    @Test
    void sceneDependsOnItsNumberOnly() {
        long[] alone = IntStream.range(0, 12).mapToLong(i -> crc(SCENES.get(i))).toArray();
        long[] together =
                IntStream.range(0, 12).parallel().mapToLong(i -> crc(SCENES.get(i))).toArray();
        assertThat(together).isEqualTo(alone).doesNotHaveDuplicates();
    }

    @Test
    void splitsAndSeedsDiffer() {
        long expected = crc(SCENES.get(0));
        assertThat(crc(new Scenes(GARMENTS, Split.TEST, SMALL).get(0))).isNotEqualTo(expected);
        var otherSeed = SceneSettings.square(96, 4);
        assertThat(crc(new Scenes(GARMENTS, Split.TRAIN, otherSeed).get(0))).isNotEqualTo(expected);
    }

    @Test
    void settingsDecideWhatIsThere() {
        var settings = new SceneSettings(64, 128, 5, 5, 0.1, 0.1, 0, 1, 1);
        var scenes = new Scenes(GARMENTS, Split.TRAIN, settings);
        int most = 0;
        for (int index = 0; index < 20; index++) {
            var scene = scenes.get(index);
            assertThat(scene.image().height()).isEqualTo(64);
            assertThat(scene.image().width()).isEqualTo(128);
            for (var garment : scene.garments()) {
                // A tenth of the shorter edge, and a pixel where it does not begin at an edge.
                assertThat(garment.height()).isLessThanOrEqualTo(8);
                assertThat(garment.width()).isLessThanOrEqualTo(8);
            }
            most = Math.max(most, scene.garments().size());
        }
        assertThat(most).isEqualTo(5);
    }

    /** Upright squares: a quarter of both, all of the smaller, an edge in common. */
    @Test
    void overlapIsAShareOfTheSmallerSquare() {
        var square = new Canvas.Place(50, 50, 20, 0);
        assertThat(square.overlap(new Canvas.Place(60, 60, 20, 1))).isEqualTo(0.25);
        assertThat(square.overlap(new Canvas.Place(52, 49, 4, 0))).isEqualTo(1);
        assertThat(new Canvas.Place(52, 49, 4, 0).overlap(square)).isEqualTo(1);
        assertThat(square.overlap(new Canvas.Place(70, 50, 20, 0))).isZero();
    }

    /** Six squares of a tenth of the side have room beside each other in every scene. */
    @Test
    void garmentsKeepApartWhereTheyMay() {
        var settings = new SceneSettings(192, 192, 6, 6, 0.1, 0.1, 0, 0, 1);
        var scenes = new Scenes(GARMENTS, Split.TRAIN, settings);
        for (int index = 0; index < 20; index++) {
            var garments = scenes.get(index).garments();
            assertThat(garments).hasSize(6);
            for (var one : garments) {
                assertThat(garments.stream().filter(other -> touches(one, other)))
                        .containsExactly(one);
            }
        }
    }

    private static boolean touches(Garment one, Garment other) {
        return one.left() < other.left() + other.width()
                && other.left() < one.left() + one.width()
                && one.top() < other.top() + other.height()
                && other.top() < one.top() + one.height();
    }

    @Test
    void scenesMayBeEmpty() {
        var settings = new SceneSettings(32, 32, 0, 0, 0.2, 0.4, 45, 1, 1);
        var scene = new Scenes(GARMENTS, Split.TRAIN, settings).get(0);
        assertThat(scene.garments()).isEmpty();
        assertThat(scene.labels().classes()).containsOnly(Scene.BACKGROUND);
    }

    @Test
    void namesTheClasses() {
        assertThat(SCENES.classNames())
                .hasSize(11)
                .startsWith("Background", "T-shirt/top")
                .endsWith("Ankle boot");
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new SceneSettings(64, 64, 3, 2, 0.2, 0.4, 45, 1, 1))
                .hasMessage("3 to 2 garments a scene, expected 0 ≤ fewest ≤ most ≤ 200");
        assertThatThrownBy(() -> new SceneSettings(64, 64, 2, 3, 0.5, 0.4, 45, 1, 1))
                .hasMessage(
                        "garments of 0.5 to 0.4 of the scene, expected 0 < smallest ≤ largest ≤ 1");
        assertThatThrownBy(() -> SceneSettings.square(8, 1))
                .hasMessage("scenes of 8 × 8 pixels, expected at least 16 × 16");
        assertThatThrownBy(() -> new SceneSettings(64, 64, 2, 3, 0.2, 0.4, 270, 1, 1))
                .hasMessage("rotations up to 270.0 degrees, expected 0 to 180");
        assertThatThrownBy(() -> new SceneSettings(64, 64, 2, 3, 0.2, 0.4, 45, 1.5, 1))
                .hasMessage("overlaps up to 1.5, expected 0 to 1");
    }
}
