package dev.tornadovim.data.coco;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.DatasetInfo;
import dev.tornadovim.data.Sample;

import java.nio.file.Path;

/**
 * Annotated images of one object each, as a data set of images with classes: the class of an image is
 * that of its object.
 */
public final class SingleObjects implements Dataset {
    private final DetectionDataset images;

    /** Images of which {@link #get} finds out whether they have one object. */
    public SingleObjects(DetectionDataset images) {
        this.images = images;
    }

    @Override
    public int size() {
        return images.size();
    }

    /**
     * {@inheritDoc}
     *
     * @throws DataException also if the image has no object, or several
     */
    @Override
    public Sample get(int index) {
        var sample = images.get(index);
        var instances = sample.instances();
        if (instances.size() != 1) {
            throw new DataException(
                    Path.of(info().source()),
                    "image %d has %d objects, expected one"
                            .formatted(sample.imageId(), instances.size()));
        }
        return new Sample(sample.image(), instances.getFirst().label());
    }

    @Override
    public DatasetInfo info() {
        return images.info();
    }
}
