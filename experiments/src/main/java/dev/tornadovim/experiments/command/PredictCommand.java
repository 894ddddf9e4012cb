package dev.tornadovim.experiments.command;

import dev.tornadovim.data.DataException;
import dev.tornadovim.experiments.config.schema.Task;
import dev.tornadovim.experiments.inference.ClassNames;
import dev.tornadovim.experiments.inference.DensePredictions;
import dev.tornadovim.experiments.inference.DensePredictor;
import dev.tornadovim.experiments.inference.ImagePrediction;
import dev.tornadovim.experiments.inference.OpenedWeights;
import dev.tornadovim.experiments.inference.PredictionReport;
import dev.tornadovim.experiments.inference.PreparedImages;
import dev.tornadovim.experiments.inference.PreparedImages.Prepared;
import dev.tornadovim.experiments.train.FiniteOutputs;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.inference.ClassificationPredictor;
import dev.tornadovim.pipeline.inference.Prediction;
import dev.tornadovim.pipeline.inference.TrainedClassifier;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Classifies images, or the pixels of images. */
@Command(
        name = "predict",
        description =
                "Classify images, or draw the masks and boxes found by a segmenter or detector.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  predict --weights vim_t_midclstok_76p1acc.pth cat.jpg dog.png",
            "  predict --weights runs/…/best.safetensors --ema boot.png --json boot.json",
            "  predict --weights vim_t.safetensors --image-size 384 --labels classes.txt cat.jpg",
            "  predict --weights runs/segmentation/…/best.safetensors --overlays drawn street.jpg"
        })
final class PredictCommand implements Callable<Integer> {
    private static final int LARGEST_BATCH = 8;

    @Mixin private WeightsOptions weights;

    @Parameters(
            paramLabel = "IMAGE",
            arity = "1..*",
            description = {
                "Image files, or .safetensors files whose tensor 'image' holds normalized pixels,",
                "[images, channels, height, width]."
            })
    private List<Path> images;

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "5",
            description = "Number of classes to show per image (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Class names, one per line (default: those stored with the weights).")
    private Path labels;

    @Option(
            names = "--json",
            paramLabel = "OUT",
            description = "Also write classes and logits, or boxes and masks, to this JSON file.")
    private Path json;

    @Option(
            names = "--overlays",
            paramLabel = "FOLDER",
            defaultValue = "predictions",
            description = {
                "Folder for images with the drawn predictions of segmenters and detectors",
                "(default: ${DEFAULT-VALUE})."
            })
    private Path overlays;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a setting, such as engine=cpu or data.cropShare=1.")
    private List<String> overrides = List.of();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (weights.weights() == null) {
            throw new ParameterException(spec.commandLine(), "--weights is missing");
        }
        if (top < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--top must be at least 1, not " + top);
        }
        Task task = OpenedWeights.task(weights.file());
        if (task != Task.CLASSIFICATION) {
            return drawOver(task);
        }
        var model = OpenedWeights.classifier(weights.file(), overrides);
        var report = new PredictionReport(model.trained(), top);
        List<String> names = names(model.trained());
        Map<String, String> failed = new LinkedHashMap<>();
        var prepared = prepare(model.trained(), failed);
        var predictions =
                prepared.isEmpty() ? List.<ImagePrediction>of() : predict(model, prepared, names);
        predictions = finite(predictions, failed);
        var out = spec.commandLine().getOut();
        predictions.forEach(prediction -> out.print(report.text(prediction)));
        out.flush();
        if (json != null) {
            report.writeJson(json, predictions, failed);
        }
        return failed.isEmpty() ? 0 : ErrorMessages.RUN_FAILED;
    }

    private int drawOver(Task task) {
        var predictions = new DensePredictions(overlays, Optional.ofNullable(json));
        var line = spec.commandLine();
        try (var predictor = DensePredictor.open(task, weights.file(), overrides)) {
            boolean all = predictions.write(predictor, images, line.getOut(), line.getErr());
            return all ? 0 : ErrorMessages.RUN_FAILED;
        }
    }

    private List<String> names(TrainedClassifier model) {
        return labels == null
                ? model.classNames().orElse(List.of())
                : ClassNames.read(labels, model.network().classes());
    }

    /** Reads the images; reports those that cannot be read and continues. */
    private List<Prepared> prepare(TrainedClassifier model, Map<String, String> failed) {
        var reader = new PreparedImages(model.metadata().preprocessing());
        var prepared = new ArrayList<Prepared>();
        for (Path image : images) {
            try {
                prepared.addAll(reader.read(image));
            } catch (DataException e) {
                fail(image.toString(), ErrorMessages.describe(e), failed);
            }
        }
        return prepared;
    }

    /** Leaves out and reports images whose logits are not finite. */
    private List<ImagePrediction> finite(
            List<ImagePrediction> predictions, Map<String, String> failed) {
        for (var prediction : predictions) {
            if (!prediction.prediction().isFinite()) {
                var image = prediction.image();
                fail(image, image + ": " + FiniteOutputs.NO_PREDICTION, failed);
            }
        }
        return predictions.stream().filter(p -> p.prediction().isFinite()).toList();
    }

    private void fail(String image, String message, Map<String, String> failed) {
        failed.put(image, message);
        spec.commandLine().getErr().println("error: " + message);
        spec.commandLine().getErr().flush();
    }

    private static List<ImagePrediction> predict(
            OpenedWeights<TrainedClassifier> model, List<Prepared> images, List<String> names) {
        int batch = Math.min(LARGEST_BATCH, images.size());
        try (Engine engine = RunEngines.open(model.config());
                var predictor = new ClassificationPredictor(model.trained(), engine, batch)) {
            var logits = predictor.logits(images.stream().map(Prepared::pixels).toList());
            return Stream.iterate(0, i -> i < images.size(), i -> i + 1)
                    .map(i -> prediction(images.get(i), logits.get(i), names))
                    .toList();
        }
    }

    private static ImagePrediction prediction(Prepared image, float[] logits, List<String> names) {
        return new ImagePrediction(image.name(), new Prediction(logits, names));
    }
}
