package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.LabelMap;
import dev.tornadovim.data.dense.SegmentationSample;
import dev.tornadovim.data.load.SampleReader;
import dev.tornadovim.data.load.SkippedSamples;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.metric.SegmentationMetrics;
import dev.tornadovim.pipeline.train.Evaluator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Measures a segmentation network on every sample of a data set, at the size of its labels: the scores
 * of the prepared image are resized to it before the best class is taken.
 */
public final class SegmentationEvaluator implements Evaluator {

    /** Mean over the classes of the share of a class's pixels that were recognised. */
    public static final Metric MEAN_ACCURACY = new Metric("mAcc", "mAcc", true);

    /** Share of all pixels that were recognised. */
    public static final Metric PIXEL_ACCURACY = new Metric("aAcc", "aAcc", true);

    /** What an evaluation finds, in the order of display. */
    public static final List<Metric> METRICS =
            List.of(Metric.MEAN_IOU, MEAN_ACCURACY, PIXEL_ACCURACY);

    private final Dataset<SegmentationSample> data;
    private final SampleReader<SegmentationSample> reader;
    private final UnaryOperator<Image> preparation;
    private final Segmenter segmenter;
    private final int batch;

    /**
     * An evaluator of a data set.
     *
     * @param preparation makes of a stored image one with the network's channels, perhaps of another
     *     size
     * @param segmenter of the network; closed with the evaluator
     * @param batch samples that are segmented together
     * @param skipLimit unreadable samples that are left out before the evaluation fails
     */
    public SegmentationEvaluator(
            Dataset<SegmentationSample> data,
            UnaryOperator<Image> preparation,
            Segmenter segmenter,
            int batch,
            int skipLimit) {
        this.data = data;
        this.reader = new SampleReader<>(data, false, new SkippedSamples(skipLimit));
        this.preparation = preparation;
        this.segmenter = segmenter;
        this.batch = batch;
    }

    @Override
    public Metrics evaluate(List<ParameterBlock> weights, LongPredicate goOn) {
        AtomicLong done = new AtomicLong();
        SegmentationMetrics found =
                measure(
                        weights,
                        images -> {
                            done.set(images);
                            return goOn.test(images);
                        });
        Map<Metric, Double> values = new LinkedHashMap<>();
        values.put(Metric.MEAN_IOU, found.meanIou());
        values.put(MEAN_ACCURACY, found.meanAccuracy());
        values.put(PIXEL_ACCURACY, found.pixelAccuracy());
        return new Metrics(
                Metric.MEAN_IOU,
                values,
                done.get(),
                found.nonFinite(),
                Optional.of(found.confusion()));
    }

    /** What could not be read so far. */
    public SkippedSamples skipped() {
        return reader.skipped();
    }

    /**
     * Evaluates weights and tells how far it is.
     *
     * @param weights of the layout that {@link Segmenter#load} takes
     * @param goOn receives the number of images done so far, after each batch; if it answers false,
     *     the figures are those of these images
     */
    public SegmentationMetrics measure(List<ParameterBlock> weights, LongPredicate goOn) {
        segmenter.load(weights);
        SegmentationMetrics metrics = new SegmentationMetrics(data.info().classNames());
        long done = 0;
        boolean more = true;
        for (int first = 0; more && first < data.size(); first += batch) {
            int end = Math.min(data.size(), first + batch);
            List<SegmentationSample> samples =
                    IntStream.range(first, end)
                            .parallel()
                            .mapToObj(reader::get)
                            .flatMap(Optional::stream)
                            .toList();
            if (samples.isEmpty()) {
                continue;
            }
            List<Image> images =
                    samples.stream().map(sample -> preparation.apply(sample.image())).toList();
            List<ClassScores> scores = segmenter.scores(images);
            for (int i = 0; i < samples.size(); i++) {
                LabelMap labels = samples.get(i).labels();
                metrics.add(scores.get(i).labels(labels.height(), labels.width()), labels);
            }
            done += samples.size();
            more = goOn.test(done);
        }
        return metrics;
    }

    @Override
    public void close() {
        segmenter.close();
    }
}
