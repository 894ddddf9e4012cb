package dev.tornadovim.pipeline.detection;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.coco.CocoAnnotation;
import dev.tornadovim.data.coco.CocoAnnotations;
import dev.tornadovim.data.coco.CocoCategory;
import dev.tornadovim.data.coco.CocoImage;
import dev.tornadovim.data.coco.DetectionBatch;
import dev.tornadovim.data.coco.DetectionPreprocessing;
import dev.tornadovim.data.coco.DetectionSample;
import dev.tornadovim.data.coco.Instance;
import dev.tornadovim.data.coco.Placement;
import dev.tornadovim.data.coco.PlacementRule;
import dev.tornadovim.data.load.DataLoader;
import dev.tornadovim.data.load.LoaderOptions;

import java.util.ArrayList;
import java.util.List;

/** The images of {@link TinyScenes} as a data set with annotations. */
final class TinyDataset implements Dataset<DetectionSample> {

    private static final int SIZE = TinyScenes.SIZE;

    @Override
    public int size() {
        return TinyScenes.instances().size();
    }

    @Override
    public DetectionSample get(int index) {
        return new DetectionSample(
                TinyScenes.image(index), TinyScenes.instances().get(index), index + 1);
    }

    @Override
    public DatasetInfo info() {
        return new DatasetInfo(
                "tiny", "none", "memory", size(), List.of("rectangle", "ellipse"), "0".repeat(64));
    }

    /** Batches of one image or of both. */
    DataLoader<?, DetectionBatch> loader(int batchSize) {
        var whole = PlacementRule.shortestSide(SIZE, SIZE);
        var preprocessing = new DetectionPreprocessing(1, SIZE, whole, TinyScenes.NORMALIZE);
        return DataLoader.evaluation(this, preprocessing, new LoaderOptions(batchSize, 1, 0));
    }

    CocoAnnotations annotations() {
        List<CocoImage> images = new ArrayList<>();
        List<CocoAnnotation> annotations = new ArrayList<>();
        for (int image = 0; image < size(); image++) {
            images.add(new CocoImage(image + 1, image + ".png", SIZE, SIZE));
            for (Instance instance : TinyScenes.instances().get(image)) {
                annotations.add(annotation(annotations.size() + 1, image + 1, instance));
            }
        }
        return new CocoAnnotations(
                "memory",
                images,
                List.of(new CocoCategory(3, "rectangle"), new CocoCategory(7, "ellipse")),
                annotations);
    }

    private static CocoAnnotation annotation(int id, int image, Instance instance) {
        double[] box = instance.box();
        return new CocoAnnotation(
                id,
                image,
                instance.label() == 0 ? 3 : 7,
                new double[] {box[0], box[1], box[2] - box[0], box[3] - box[1]},
                instance.mask().rle().area(),
                false,
                instance.mask());
    }

    /** Where an image lies in the network's: it is all of it. */
    Placement placement() {
        return Placement.resized(SIZE, SIZE, SIZE, SIZE);
    }
}
