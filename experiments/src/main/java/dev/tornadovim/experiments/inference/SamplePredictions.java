package dev.tornadovim.experiments.inference;

import dev.tornadovim.data.DataException;
import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.sink.SampleGallery;
import dev.tornadovim.experiments.train.ClassificationData;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.inference.ClassificationPredictor;
import dev.tornadovim.pipeline.inference.ModelFile;
import dev.tornadovim.pipeline.inference.Prediction;
import dev.tornadovim.pipeline.inference.TrainedClassifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the best checkpoint of a classifier makes of some test images, right and wrong ones, as
 * pictures for the run's report.
 */
public final class SamplePredictions {
    /** Pictures of either kind. */
    private static final int OF_EACH = 6;

    /** Images looked at, at most, to find wrong ones. */
    private static final int MOST = 256;

    private static final int BATCH = 16;
    private static final int LARGEST_SIDE = 160;

    private final Dataset<Sample> test;
    private final TrainedClassifier model;
    private final List<SampleGallery.Sample> right = new ArrayList<>();
    private final List<SampleGallery.Sample> wrong = new ArrayList<>();
    private int seen;
    private int seenRight;

    private SamplePredictions(RunFolder run) {
        this.test = new ClassificationData(run.config()).open(Split.TEST);
        this.model =
                OpenedWeights.classifier(ModelFile.of(run.bestCheckpoint()), List.of()).trained();
    }

    /** Chooses images by the run's seed, and writes the pictures into its folder. */
    public static void write(RunFolder run) {
        new SamplePredictions(run).gallery(run).write(run.samples(), LARGEST_SIDE);
    }

    private SampleGallery gallery(RunFolder run) {
        int[] order =
                SampleRandom.of(run.config().seed(), SampleRandom.Purpose.ORDER, 0, 0)
                        .permutation(test.size());
        int most = Math.min(MOST, order.length);
        try (Engine engine = RunEngines.open(run.config());
                var predictor = new ClassificationPredictor(model, engine, BATCH)) {
            for (int from = 0; from < most && !isComplete(); from += BATCH) {
                look(order, from, Math.min(most, from + BATCH), predictor);
            }
        }
        var note =
                "The weights of the best checkpoint, on the first right and wrong ones of %d test images in random order; %d of these are right."
                        .formatted(seen, seenRight);
        return new SampleGallery(
                note, Stream.concat(first(wrong).stream(), first(right).stream()).toList());
    }

    private boolean isComplete() {
        return right.size() >= OF_EACH && wrong.size() >= OF_EACH;
    }

    private static List<SampleGallery.Sample> first(List<SampleGallery.Sample> all) {
        return all.subList(0, Math.min(OF_EACH, all.size()));
    }

    private void look(int[] order, int from, int to, ClassificationPredictor predictor) {
        var samples = new ArrayList<Sample>();
        var prepared = new ArrayList<float[]>();
        for (int i = from; i < to; i++) {
            try {
                var sample = test.get(order[i]);
                prepared.add(predictor.prepare(sample.image()));
                samples.add(sample);
            } catch (DataException e) {
                continue; // the evaluation has told about unreadable images already
            }
        }
        var logits = predictor.logits(prepared);
        for (int i = 0; i < samples.size(); i++) {
            add(samples.get(i), new Prediction(logits.get(i), List.of()));
        }
    }

    private void add(Sample sample, Prediction prediction) {
        var names = test.info().classNames();
        boolean isRight = false;
        var text = "outputs are not finite";
        if (prediction.isFinite()) {
            var guess = prediction.top(1).getFirst();
            isRight = guess.index() == sample.label();
            text =
                    String.format(
                            Locale.ROOT,
                            "%s, %.0f %%",
                            name(names, guess.index()),
                            100 * guess.probability());
        }
        (isRight ? right : wrong)
                .add(
                        new SampleGallery.Sample(
                                SampleGallery.picture(sample.image()),
                                name(names, sample.label()),
                                text,
                                Optional.of(isRight)));
        seen++;
        seenRight += isRight ? 1 : 0;
    }

    private static String name(List<String> names, int index) {
        return index < names.size() ? names.get(index) : "class " + index;
    }
}
