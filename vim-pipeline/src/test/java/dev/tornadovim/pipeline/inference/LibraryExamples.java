package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.Image;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.pipeline.detection.Detection;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

/** The code of {@code docs/library.md}, so that it compiles; {@link LibraryDocumentTest} compares. */
final class LibraryExamples {

    private LibraryExamples() {}

    static void classify(File file) throws IOException {
        try (var classifier = ClassificationPredictor.load(Path.of("best.safetensors"))) {
            System.out.println(classifier.classify(ImageIO.read(file)).top(5));
        }
    }

    static void segment(Path weights, Path image) {
        try (var segmentation = SegmentationPredictor.load(weights)) {
            for (ClassShare found : segmentation.segment(image).shares()) {
                System.out.println(found.text());
            }
        }
    }

    static void detect(Path weights, Path image) {
        try (var detector = DetectionPredictor.load(weights)) {
            for (Detection found : detector.detect(image).orElse(List.of())) {
                System.out.println(detector.classNames().get(found.label()) + " " + found.score());
            }
        }
    }

    static void extract(Path weights, Path image) {
        try (var extractor = FeatureExtractor.load(weights)) {
            float[] vector = extractor.features(image).getFirst().mean();
            System.out.println(vector.length + " features");
        }
    }

    static void choose(Path weights, List<Image> images) {
        try (Engine engine = new CpuEngine(4)) {
            ModelFile file = ModelFile.of(weights).averaged().withImageSize(384);
            try (var classifier =
                    new ClassificationPredictor(TrainedClassifier.open(file), engine, 8)) {
                classifier.classify(images).forEach(found -> System.out.println(found.top(1)));
            }
        }
    }
}
