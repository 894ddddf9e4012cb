package dev.tornadovim.data.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.DataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Annotations and results: what is read of good files, and what is said of bad ones. */
class CocoFilesTest {
    private static final String IMAGE =
            "{\"id\": 7, \"file_name\": \"a.png\", \"height\": 4, \"width\": 6}";
    private static final String CATEGORIES =
            "[{\"id\": 90, \"name\": \"z\"}, {\"id\": 3, \"name\": \"c\"}]";

    @TempDir Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.json"), text);
    }

    /** A file with one image, two categories, and these annotations. */
    private Path annotations(String... annotations) throws IOException {
        return file(
                "{\"info\": {\"a\": [1]}, \"annotations\": [%s], \"images\": [%s], \"categories\": %s}"
                        .formatted(String.join(",", annotations), IMAGE, CATEGORIES));
    }

    private static String annotation(String more) {
        return "{\"id\": 1, \"image_id\": 7, \"category_id\": 3, \"bbox\": [1, 1, 2, 3]%s}"
                .formatted(more);
    }

    private CocoAnnotation only(String more) throws IOException {
        return CocoAnnotations.read(annotations(annotation(more))).annotations().getFirst();
    }

    @Test
    void categoriesAreNumberedInTheOrderOfTheirIds() throws IOException {
        var read = CocoAnnotations.read(annotations());
        assertThat(read.categories())
                .containsExactly(new CocoCategory(3, "c"), new CocoCategory(90, "z"));
        assertThat(read.label(90)).isEqualTo(1);
        assertThat(read.label(4)).isEqualTo(-1);
        assertThat(read.images()).containsExactly(new CocoImage(7, "a.png", 4, 6));
        assertThat(read.annotations(7)).isEmpty();
    }

    @Test
    void everyFormOfSegmentationIsRead() throws IOException {
        var polygon = only(", \"segmentation\": [[1, 1, 3, 1, 3, 4, 1, 4]], \"area\": 5.5");
        assertThat(polygon.area()).isEqualTo(5.5);
        assertThat(polygon.crowd()).isFalse();
        assertThat(polygon.mask()).isInstanceOf(PolygonMask.class);
        assertThat(polygon.mask().rle()).isEqualTo(new Rle(4, 6, new int[] {5, 3, 1, 3, 12}));

        var plain =
                only(
                        ", \"iscrowd\": 1, \"segmentation\":"
                                + " {\"size\": [4, 6], \"counts\": [5, 3, 1, 3, 12]}");
        assertThat(plain.crowd()).isTrue();
        assertThat(plain.area()).isEqualTo(6);
        assertThat(plain.mask().rle()).isEqualTo(polygon.mask().rle());

        String counts = polygon.mask().rle().compressed();
        var compressed =
                only(
                        ", \"segmentation\": {\"size\": [4, 6], \"counts\": \"%s\"}"
                                .formatted(counts));
        assertThat(compressed.mask().rle()).isEqualTo(polygon.mask().rle());

        var none = only("");
        assertThat(none.mask().isEmpty()).isTrue();
        assertThat(none.area()).isEqualTo(6);
    }

    /** COCO's evaluation looks at iscrowd alone. */
    @Test
    void theMarkIgnoreMeansNothing() throws IOException {
        assertThat(only(", \"ignore\": 1").crowd()).isFalse();
    }

    @Test
    void polygonsOfTooFewCornersAreLeftOut() throws IOException {
        var one =
                only(
                        ", \"segmentation\": [[1, 1, 3, 1], [1, 1, 3, 1, 3, 4], [1, 2, 3, 4, 5, 6,"
                                + " 7]]");
        assertThat(((PolygonMask) one.mask()).polygons()).hasSize(1);
        assertThat(only(", \"segmentation\": []").mask().isEmpty()).isTrue();
        assertThat(only(", \"segmentation\": [[]]").mask().isEmpty()).isTrue();
    }

    private void refused(Path file, String problem) {
        assertThatThrownBy(() -> CocoAnnotations.read(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": " + problem);
    }

    @Test
    void badAnnotationsAreRefused() throws IOException {
        refused(
                annotations(annotation("").replace("\"image_id\": 7", "\"image_id\": 8")),
                "annotation 1 is of image 8, which is not among the images");
        refused(
                annotations(annotation("").replace("\"category_id\": 3", "\"category_id\": 4")),
                "annotation 1 is of category 4, which is not among the categories");
        refused(annotations(annotation(""), annotation("")), "two annotations have the id 1");
        refused(
                annotations(annotation("").replace("[1, 1, 2, 3]", "[1, 1, 2]")),
                "annotation 1: its bbox is [1,1,2], expected x, y, width and height");
        refused(
                annotations(annotation("").replace("[1, 1, 2, 3]", "[1, 1, 2, null]")),
                "annotation 1: its bbox is [1,1,2,null], expected numbers");
        refused(annotations("{\"image_id\": 7}"), "annotation: no id, expected a whole number");
        refused(
                annotations(annotation("").replace("7", "\"a.png\"")),
                "annotation 1: its image_id is \"a.png\", expected a whole number");
    }

    @Test
    void badMasksAreRefused() throws IOException {
        refused(
                annotations(
                        annotation(", \"segmentation\": {\"size\": [4, 6], \"counts\": [5, 3]}")),
                "annotation 1: its segmentation is an RLE whose runs sum to 8, expected 4 × 6 ="
                        + " 24");
        refused(
                annotations(
                        annotation(", \"segmentation\": {\"size\": [6, 4], \"counts\": [5, 19]}")),
                "annotation 1 has an RLE of 6 × 4, but its image 4 × 6");
        refused(
                annotations(annotation(", \"segmentation\": {\"counts\": [5, 19]}")),
                "annotation 1: its segmentation is {\"counts\":[5,19]}, expected an RLE with size"
                        + " and counts");
        refused(
                annotations(annotation(", \"segmentation\": [1, 2, 3, 4, 5, 6]")),
                "annotation 1: its segmentation is [1,2,3,4,5,6], expected a list of polygons");
    }

    @Test
    void badFilesAreRefused() throws IOException {
        refused(folder.resolve("none.json"), "no such file, expected COCO JSON");
        refused(
                file("[1]"),
                "no JSON object, expected one with images, categories and annotations");
        refused(file("{\"images\": []}"), "no list of categories in it");
        String whole = Files.readString(annotations(annotation("")));
        for (int length : new int[] {0, 1, 60, whole.length() / 2, whole.length() - 1}) {
            var cut = file(whole.substring(0, length));
            assertThatThrownBy(() -> CocoAnnotations.read(cut))
                    .as("%d characters", length)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(cut + ": ")
                    .hasMessageNotContaining("\n");
        }
        refused(file(whole.substring(0, 60)), "truncated or damaged JSON at line 1, column 61");
        refused(file(whole.replace(IMAGE, IMAGE + "," + IMAGE)), "two images have the id 7");
        refused(
                file(whole.replace("\"height\": 4", "\"height\": 0")),
                "image 7: its height is 0, expected a number of pixels");
        refused(
                file(whole.replace("\"file_name\"", "\"name\"")),
                "image 7: no file_name, expected a text");
    }

    /** A polygon that would take a gigabyte to draw, as pycocotools draws it. */
    @Test
    void coordinatesFarFromAnyImageAreRefused() throws Exception {
        refused(
                resource("poly1e7.json"),
                "annotation 1: its segmentation has the coordinate 1.0E7, expected one within a"
                        + " million pixels");
        refused(
                annotations(annotation("").replace("[1, 1, 2, 3]", "[1, 1, 2, -1e300]")),
                "annotation 1: its bbox has the coordinate -1.0E300, expected one within a million"
                        + " pixels");
        assertThat(only(", \"segmentation\": [[-1e6, 1, 1e6, 1, 1e6, 3]]").area()).isEqualTo(6);
    }

    @Test
    void deepNestingAndLongNumbersAreRefused() throws Exception {
        refused(
                resource("deep.json"),
                "no COCO JSON: Document nesting depth (1001) exceeds the maximum allowed (1000)");
        refused(
                resource("long-number.json"),
                "no COCO JSON: Number value length (1001) exceeds the maximum allowed (1000)");
        refused(
                annotations(annotation("").replace("\"id\": 1", "\"id\": " + "1".repeat(999))),
                "annotation: its id is %s…, expected a whole number".formatted("1".repeat(40)));
    }

    private Path resource(String name) throws Exception {
        return Path.of(getClass().getResource(name).toURI());
    }

    @Test
    void theFieldThatIsNotANumberIsNamed() throws IOException {
        refused(
                annotations(annotation(", \"area\": NaN")),
                "annotation 1: its area is NaN, expected a number");
        refused(
                annotations(annotation("").replace("[1, 1, 2, 3]", "[1, -Infinity, 2, 3]")),
                "annotation 1: its bbox is [1,\"-Infinity\",2,3], expected numbers");
        assertThat(only(", \"score\": NaN").area()).as("a field that is not read").isEqualTo(6);
    }

    @Test
    void namesOutsideTheFolderOfTheImagesAreRefused() throws IOException {
        String whole = Files.readString(annotations());
        for (String name : List.of("/etc/a.png", "../a.png", "b/../../a.png", "")) {
            refused(
                    file(whole.replace("a.png", name)),
                    "image 7: its file_name is \"%s\", expected a path inside of the folder of the images"
                            .formatted(name));
        }
        assertThat(CocoAnnotations.read(file(whole.replace("a.png", "b/..a.png"))).images())
                .hasSize(1);
        refused(
                file(
                        whole.replace(
                                "\"height\": 4, \"width\": 6",
                                "\"height\": 65536, \"width\": 65536")),
                "image 7: 65536 × 65536 pixels, expected less than 2^31 in all");
    }

    @Test
    void onePartOfTheImagesKeepsItsObjects() throws IOException {
        var read = CocoAnnotations.read(annotations(annotation("")));
        assertThat(read.only(Set.of(7L)).annotations()).hasSize(1);
        var none = read.only(Set.of());
        assertThat(none.images()).isEmpty();
        assertThat(none.annotations()).isEmpty();
        assertThat(none.categories()).hasSize(2);
    }

    @Test
    void annotationsComeBack() throws IOException {
        var rle = Rle.encode(2, 3, new byte[] {0, 1, 1, 0, 1, 0});
        double[] triangle = {0, 0, 2.5, 0, 2.5, 2};
        double[] box = {0.5, 0, 2, 2};
        var written =
                new CocoAnnotations(
                        "here",
                        List.of(new CocoImage(5, "ä.png", 2, 3)),
                        List.of(new CocoCategory(1, "one")),
                        List.of(
                                new CocoAnnotation(1, 5, 1, box, 3, true, new RleMask(rle)),
                                new CocoAnnotation(
                                        2,
                                        5,
                                        1,
                                        box,
                                        2.5,
                                        false,
                                        new PolygonMask(2, 3, List.of(triangle))),
                                new CocoAnnotation(3, 5, 1, box, 4, false, Mask.none(2, 3))));
        Path file = folder.resolve("written.json");
        CocoWriter.write(file, written);
        var read = CocoAnnotations.read(file);
        assertThat(read.images()).isEqualTo(written.images());
        assertThat(read.categories()).isEqualTo(written.categories());
        assertThat(read.annotations()).usingRecursiveComparison().isEqualTo(written.annotations());
    }

    @Test
    void resultsComeBack() throws IOException {
        var rle = Rle.encode(2, 3, new byte[] {0, 1, 1, 0, 1, 0});
        var written =
                List.of(
                        new CocoResult(
                                5, 1, new double[] {0.25, 1, 2, 0.1}, 0.75, Optional.empty()),
                        new CocoResult(1L << 40, 90, rle.box(), 1e-9, Optional.of(rle)));
        Path file = folder.resolve("results.json");
        CocoResults.writeBoxes(file, written);
        assertThat(Files.readString(file)).doesNotContain("segmentation");
        var boxes =
                written.stream()
                        .map(
                                r ->
                                        new CocoResult(
                                                r.imageId(),
                                                r.categoryId(),
                                                r.box(),
                                                r.score(),
                                                Optional.empty()))
                        .toList();
        assertThat(CocoResults.read(file)).usingRecursiveComparison().isEqualTo(boxes);
        CocoResults.writeMasks(file, written);
        assertThat(Files.readString(file)).doesNotContain("bbox");
        assertThat(CocoResults.read(file))
                .usingRecursiveComparison()
                .isEqualTo(List.of(written.getLast()));
    }

    @Test
    void resultsOfAMaskAloneTakeItsBox() throws IOException {
        var rle = Rle.encode(2, 3, new byte[] {0, 1, 1, 0, 1, 0});
        var read =
                CocoResults.read(
                        file(
                                "[{\"image_id\": 1, \"category_id\": 2, \"score\": 1,"
                                        + " \"segmentation\":"
                                        + " {\"size\": [2, 3], \"counts\": \"%s\"}}]"
                                                .formatted(rle.compressed())));
        assertThat(read.getFirst().box()).isEqualTo(new double[] {1, 0, 2, 2});
    }

    @Test
    void badResultsAreRefused() throws IOException {
        refusedResults("{}", "no JSON list, expected one of results");
        refusedResults("[{\"image_id\": 1}]", "result 1: no bbox, expected x, y, width and height");
        refusedResults(
                "[{\"image_id\": 1, \"category_id\": 2, \"bbox\": [1, 2, 3, 4], \"score\": \"x\"}]",
                "result 1: its score is \"x\", expected a number");
        refusedResults("[{\"image_id\": 1", "truncated or damaged JSON at line 1, column 16");
    }

    private void refusedResults(String text, String problem) throws IOException {
        var file = file(text);
        assertThatThrownBy(() -> CocoResults.read(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": " + problem);
    }
}
