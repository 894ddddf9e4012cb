package dev.tornadovim.data.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.decode.ImageDecoder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

class CocoDatasetTest {
    private static final ImageDecoder DECODER = new ImageDecoder();
    private static final double[] BOX = {1, 1, 2, 2};
    private static final Mask MASK =
            new PolygonMask(4, 6, List.of(new double[] {1, 1, 3, 1, 3, 3, 1, 3}));

    @TempDir Path folder;

    @BeforeEach
    void writeImages() throws IOException {
        for (int id = 1; id <= 3; id++) {
            var image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, id);
            ImageIO.write(image, "png", folder.resolve(id + ".png").toFile());
        }
    }

    private Path file(CocoAnnotation... annotations) {
        var images =
                List.of(
                        new CocoImage(3, "3.png", 4, 6),
                        new CocoImage(1, "1.png", 4, 6),
                        new CocoImage(2, "2.png", 4, 6));
        var categories = List.of(new CocoCategory(20, "two"), new CocoCategory(10, "one"));
        Path file = folder.resolve("instances.json");
        CocoWriter.write(file, new CocoAnnotations(file, images, categories, List.of(annotations)));
        return file;
    }

    private static CocoAnnotation object(
            long id, long image, double[] box, boolean crowd, Mask mask) {
        return new CocoAnnotation(id, image, 20, box, 4, crowd, mask);
    }

    @Test
    void samplesHoldImageAndObjects() {
        var file = file(object(1, 2, BOX, false, MASK), object(2, 2, BOX, true, MASK));
        var data = CocoDataset.open(file, folder, DECODER);
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.info().classNames()).containsExactly("one", "two");
        assertThat(data.info().name()).isEqualTo("instances");
        var sample = data.get(1);
        assertThat(sample.imageId()).isEqualTo(2);
        assertThat(sample.image().height()).isEqualTo(4);
        assertThat(sample.image().width()).isEqualTo(6);
        assertThat(sample.image().at(2, 0, 0)).isEqualTo(2);
        assertThat(sample.instances()).extracting(Instance::label).containsExactly(1, 1);
        assertThat(sample.instances()).extracting(Instance::crowd).containsExactly(false, true);
        assertThat(sample.instances().getFirst().box()).containsExactly(1, 1, 3, 3);
        assertThat(sample.instances().getFirst().mask().rle()).isEqualTo(MASK.rle());
        assertThat(data.get(0).instances()).isEmpty();
    }

    @Test
    void imagesWithoutObjectsAreLeftOutOnDemand() {
        var file = file(object(1, 2, BOX, false, MASK), object(2, 3, BOX, true, MASK));
        var data = CocoDataset.open(file, folder, DECODER, false);
        assertThat(data.size()).isEqualTo(1);
        assertThat(data.get(0).imageId()).isEqualTo(2);
        assertThat(data.annotations().images()).hasSize(3);
        var none = file();
        assertThatThrownBy(() -> CocoDataset.open(none, folder, DECODER, false))
                .isInstanceOf(DataException.class)
                .hasMessage(none + ": no images in it with objects");
    }

    @Test
    void objectsWithoutAreaOrMaskAreMeasuredOnButNotLearnedFrom() {
        var flat = object(1, 1, new double[] {1, 1, 2, 0}, false, MASK);
        var bare = object(2, 1, BOX, false, Mask.none(4, 6));
        var good = object(3, 1, BOX, false, MASK);
        var data = CocoDataset.open(file(flat, bare, good), folder, DECODER);
        assertThat(data.get(0).instances()).hasSize(1);
        assertThat(data.annotations().annotations(1)).hasSize(3);
        var boxes = CocoDataset.open(file(bare), folder, DECODER);
        assertThat(boxes.get(0).instances()).as("a file without masks").hasSize(1);
    }

    @Test
    void aMissingImageAndOneOfAnotherSizeAreNamed() throws IOException {
        var data = CocoDataset.open(file(), folder, DECODER);
        Files.delete(folder.resolve("2.png"));
        assertThatThrownBy(() -> data.get(1))
                .isInstanceOf(DataException.class)
                .hasMessage(folder.resolve("2.png") + ": no such file, expected an image");
        var other = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(other, "png", folder.resolve("3.png").toFile());
        assertThatThrownBy(() -> data.get(2))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        folder.resolve("3.png") + ": 5 × 4 pixels, but its annotations say 6 × 4");
        assertThat(data.get(0).imageId()).isEqualTo(1);
    }

    @Test
    void theClassOfAnImageIsThatOfItsOnlyObject() {
        var file =
                file(
                        object(1, 2, BOX, false, MASK),
                        new CocoAnnotation(2, 3, 10, BOX, 4, false, MASK),
                        object(3, 1, BOX, false, MASK),
                        object(4, 1, BOX, false, MASK));
        var data = CocoDataset.open(file, folder, DECODER).singleObjects();
        assertThat(data.size()).isEqualTo(3);
        assertThat(data.info().classNames()).containsExactly("one", "two");
        assertThat(data.get(1).label()).isEqualTo(1);
        assertThat(data.get(2).label()).isZero();
        assertThat(data.get(2).image().width()).isEqualTo(6);
        assertThatThrownBy(() -> data.get(0))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("image 1 has 2 objects, expected one");
    }

    @Test
    void theFirstImagesComeWithTheirAnnotationsOnly() {
        var file = file(object(1, 1, BOX, false, MASK), object(2, 3, BOX, false, MASK));
        var data = CocoDataset.open(file, folder, DECODER);
        var two = data.first(2);
        assertThat(two.size()).isEqualTo(2);
        assertThat(two.get(1).imageId()).isEqualTo(2);
        assertThat(two.annotations().images()).extracting(CocoImage::id).containsExactly(1L, 2L);
        assertThat(two.annotations().annotations()).hasSize(1);
        assertThat(two.info().name()).isEqualTo("instances, first 2");
        assertThat(data.first(0)).isSameAs(data);
    }
}
