package dev.tornadovim.pipeline.detection.region;

import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.detection.DetectionConfig.Proposals;
import dev.tornadovim.pipeline.detection.box.BoxCoder;
import dev.tornadovim.pipeline.detection.box.Boxes;
import dev.tornadovim.pipeline.detection.box.LabelSampler;
import dev.tornadovim.pipeline.detection.box.Matcher;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the proposal network should say of its anchors: for a random few of each image, whether they
 * are objects, and for objects among them, the offsets to the object's box.
 */
public final class AnchorTargets {

    /** Offsets of anchors are not weighted. */
    static final BoxCoder CODER = new BoxCoder(1, 1);

    private final Proposals config;
    private final Boxes anchors;
    private final Slots objectness;
    private final Slots objectnessWeights;
    private final Slots deltas;
    private final Slots deltaWeights;
    private final Tensor normaliser;

    AnchorTargets(Proposals config, Boxes anchors, int batch) {
        this.config = config;
        this.anchors = anchors;
        Shape one = Shape.of(batch * anchors.size());
        Shape four = Shape.of(batch * anchors.size() * 4);
        objectness = new Slots("anchors.objectness", one);
        objectnessWeights = new Slots("anchors.objectnessWeights", one);
        deltas = new Slots("anchors.deltas", four);
        deltaWeights = new Slots("anchors.deltaWeights", four);
        normaliser = Tensor.allocated("anchors.normaliser", Shape.of(1), Storage.Kind.STATE);
        normaliser.set(new float[] {(float) batch * config.sampler().count()});
    }

    /** 1 for objects, 0 for background, [batch · anchors]. */
    public Tensor objectness() {
        return objectness.tensor();
    }

    /** 1 for anchors in the sample, [batch · anchors]. */
    public Tensor objectnessWeights() {
        return objectnessWeights.tensor();
    }

    /** Offsets to the object, [batch · anchors · 4]. */
    public Tensor deltas() {
        return deltas.tensor();
    }

    /** 1 for objects in the sample, [batch · anchors · 4]. */
    public Tensor deltaWeights() {
        return deltaWeights.tensor();
    }

    /** What both losses are divided by, [1]: the size that a batch's sample should have. */
    public Tensor normaliser() {
        return normaliser;
    }

    List<Tensor> written() {
        return Stream.of(objectness, objectnessWeights, deltas, deltaWeights)
                .map(Slots::tensor)
                .toList();
    }

    /** Forgets the batch before. */
    void clear() {
        Stream.of(objectness, objectnessWeights, deltas, deltaWeights).forEach(s -> s.fill(0));
    }

    /** Sets the targets of one image. */
    void set(int image, Truth truth, SampleRandom random) {
        Matcher.Matches matches = config.matcher().match(truth.boxes(), anchors);
        LabelSampler.Sample sample = config.sampler().sample(matches.labels(), random);
        int first = image * anchors.size();
        for (int i : sample.background()) {
            objectnessWeights.values()[first + i] = 1;
        }
        for (int i : sample.objects()) {
            objectnessWeights.values()[first + i] = 1;
            objectness.values()[first + i] = 1;
            int at = 4 * (first + i);
            CODER.encode(anchors, i, truth.boxes(), matches.truth()[i], deltas.values(), at);
            for (int k = 0; k < 4; k++) {
                deltaWeights.values()[at + k] = 1;
            }
        }
    }

    /** Makes the targets known to the losses. */
    void write() {
        Stream.of(objectness, objectnessWeights, deltas, deltaWeights).forEach(Slots::write);
    }
}
