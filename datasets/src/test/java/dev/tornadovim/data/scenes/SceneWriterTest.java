package dev.tornadovim.data.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.coco.CocoDataset;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.dense.AdeFolder;
import dev.tornadovim.data.format.FashionMnist;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class SceneWriterTest {
    private static final Dataset<Sample> TRAINING = FashionMnist.sample(Split.TRAIN);
    private static final Dataset<Sample> VALIDATION = FashionMnist.sample(Split.TEST);
    private static final SceneSettings SETTINGS = SceneSettings.square(48, 9);
    private static final SceneWriter WRITER = new SceneWriter(SETTINGS, TRAINING, VALIDATION);

    @TempDir Path root;

    @Test
    void readersOfRealDataReadTheScenes() {
        Path folder = WRITER.write(root.resolve("data", "scenes"), 5, 3);
        for (var split : Split.values()) {
            var garments = split == Split.TRAIN ? TRAINING : VALIDATION;
            String part = split == Split.TRAIN ? "training" : "validation";
            var scenes = new Scenes(garments, split, SETTINGS);
            var maps = AdeFolder.open(folder, split, new ImageDecoder());
            var objects =
                    CocoDataset.open(
                            folder.resolve("annotations", "instances_" + part + ".json"),
                            folder.resolve("images", part),
                            new ImageDecoder());
            assertThat(maps.info().classNames()).isEqualTo(scenes.classNames());
            assertThat(objects.info().classNames()).isEqualTo(FashionMnist.CLASS_NAMES);
            assertThat(maps.size())
                    .isEqualTo(objects.size())
                    .isEqualTo(split == Split.TRAIN ? 5 : 3);
            for (int i = 0; i < maps.size(); i++) {
                var scene = scenes.get(i);
                assertThat(maps.get(i).image().pixels()).isEqualTo(scene.image().pixels());
                byte[] classes = maps.get(i).labels().classes();
                for (int at = 0; at < classes.length; at++) {
                    // Not labeled wraps around to 255.
                    assertThat(classes[at]).isEqualTo((byte) (scene.labels().classes()[at] - 1));
                }
                var sample = objects.get(i);
                assertThat(sample.image().pixels()).isEqualTo(scene.image().pixels());
                assertThat(sample.instances()).hasSameSizeAs(scene.garments());
                for (int k = 0; k < scene.garments().size(); k++) {
                    var garment = scene.garments().get(k);
                    var instance = sample.instances().get(k);
                    assertThat(instance.label()).isEqualTo(garment.label());
                    assertThat(instance.mask().rle().decode()).isEqualTo(scene.mask(k));
                    assertThat(instance.box()).isEqualTo(instance.mask().box());
                    assertThat(instance.box())
                            .startsWith(garment.left(), garment.top())
                            .endsWith(
                                    garment.left() + garment.width(),
                                    garment.top() + garment.height());
                }
            }
        }
    }

    @Test
    void finishedScenesAreUsedAgain() throws IOException {
        Path folder = WRITER.write(root.resolve("scenes"), 2, 1);
        Path image = folder.resolve("images", "training", "scene_000001.png");
        Files.write(image, new byte[] {1});
        assertThat(WRITER.write(root.resolve("scenes"), 2, 1)).isEqualTo(folder);
        assertThat(image).hasBinaryContent(new byte[] {1});
    }

    @Test
    void leftoversOfAKilledProcessAreRemoved() throws IOException {
        Path leftover = root.resolve(".scenes.part", "images", "training", "scene_000099.png");
        Files.createDirectories(leftover.getParent());
        Files.write(leftover, new byte[] {1});
        Path folder = WRITER.write(root.resolve("scenes"), 2, 1);
        try (var images = Files.list(folder.resolve("images", "training"))) {
            assertThat(images).hasSize(2);
        }
        assertThat(root.resolve(".scenes.part")).doesNotExist();
    }

    @Test
    void refusesOtherScenes() {
        Path folder = WRITER.write(root.resolve("scenes"), 2, 1);
        assertThatThrownBy(() -> WRITER.write(folder, 3, 1))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "%s: holds other scenes: training is 2, expected 3; delete it or name"
                                + " another folder",
                        folder);
        var otherSeed = new SceneWriter(SceneSettings.square(48, 10), TRAINING, VALIDATION);
        assertThatThrownBy(() -> otherSeed.write(folder, 2, 1))
                .hasMessageContaining("holds other scenes: seed is 9, expected 10;");
        var otherGarments = new SceneWriter(SETTINGS, VALIDATION, VALIDATION);
        assertThatThrownBy(() -> otherGarments.write(folder, 2, 1))
                .hasMessageContaining("holds other scenes: trainingGarments is ");
    }

    @Test
    void refusesForeignAndDamagedFolders() throws IOException {
        assertThatThrownBy(() -> WRITER.write(root, 2, 1))
                .isInstanceOf(DataException.class)
                .hasMessage("%s: holds no scenes.json, expected scenes or no such folder", root);
        Files.writeString(root.resolve("scenes.json"), "{\"generation\": ");
        assertThatThrownBy(() -> WRITER.write(root, 2, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("scenes.json: damaged JSON: ")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> WRITER.write(root.resolve("none"), 0, 1))
                .hasMessage("0 and 1 scenes, expected at least one of each");
    }

    @Test
    void bothFormatsComeInOneFolder() throws IOException {
        Path folder = WRITER.write(root.resolve("scenes"), 1, 1);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            List.of("classes.txt", "images", "annotations", "scenes.json"));
        }
    }
}
