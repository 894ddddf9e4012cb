package dev.tornadovim.pipeline.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.pipeline.train.OptimizerState;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

class SegmenterTest {

    private static final OptionalInt WHOLE = OptionalInt.empty();

    private static Engine engine;
    private static SegmentationModel trained;

    @BeforeAll
    static void start() {
        engine = new CpuEngine(2);
        trained = SmallNetwork.initialised(SmallNetwork.CONFIG);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static Segmenter segmenter(SegmentationConfig config, OptionalInt step, int batch) {
        Segmenter segmenter = new Segmenter(config, engine, Normalize.IMAGENET, step, batch);
        List<ParameterBlock> weights = new ArrayList<>(trained.backbone().blocks());
        weights.addAll(trained.heads());
        weights.addAll(trained.statistics());
        segmenter.load(weights);
        return segmenter;
    }

    private static Segmenter segmenter(OptionalInt step, int batch) {
        return segmenter(SmallNetwork.CONFIG, step, batch);
    }

    @Test
    void windowsAndWholeAgreeWhereOneWindowIsTheImage() {
        Image image = SmallNetwork.noise(64, 64, 1);
        try (Segmenter whole = segmenter(WHOLE, 1);
                Segmenter windows = segmenter(OptionalInt.of(43), 1)) {
            ClassScores expected = whole.scores(image);
            assertThat(windows.scores(image).values()).isEqualTo(expected.values());
            assertThat(expected.height()).isEqualTo(64);
            assertThat(expected.classes()).isEqualTo(3);
            assertThat(expected.labels().classes()).contains(0, 1);
        }
    }

    @Test
    void scoresOfOverlappingWindowsAreAveraged() {
        Image image = SmallNetwork.noise(64, 100, 2);
        try (Segmenter windows = segmenter(OptionalInt.of(43), 3)) {
            float[] all = windows.scores(image).values();
            float[] left = windows.scores(columns(image, 0)).values();
            float[] right = windows.scores(columns(image, 36)).values();
            for (int y = 0; y < 64; y++) {
                for (int x = 0; x < 100; x++) {
                    for (int k = 0; k < 3; k++) {
                        float a = x < 64 ? left[(y * 64 + x) * 3 + k] : Float.NaN;
                        float b = x >= 36 ? right[(y * 64 + x - 36) * 3 + k] : Float.NaN;
                        float mean = x < 36 ? a : x >= 64 ? b : (a + b) / 2;
                        assertThat(all[(y * 100 + x) * 3 + k]).isEqualTo(mean);
                    }
                }
            }
        }
    }

    private static Image columns(Image image, int first) {
        byte[] pixels = new byte[3 * 64 * 64];
        for (int row = 0; row < 3 * 64; row++) {
            System.arraycopy(image.pixels(), row * image.width() + first, pixels, row * 64, 64);
        }
        return new Image(3, 64, 64, pixels);
    }

    @Test
    void imagesOfOneBatchDoNotChangeEachOther() {
        List<Image> images =
                List.of(
                        SmallNetwork.noise(64, 100, 3),
                        SmallNetwork.noise(40, 50, 4),
                        SmallNetwork.noise(64, 64, 5));
        for (OptionalInt step : List.of(WHOLE, OptionalInt.of(64))) {
            try (Segmenter together = segmenter(step, 4);
                    Segmenter alone = segmenter(step, 1)) {
                List<ClassScores> scores = together.scores(images);
                for (int i = 0; i < images.size(); i++) {
                    ClassScores expected = alone.scores(images.get(i));
                    assertThat(scores.get(i).height()).isEqualTo(images.get(i).height());
                    assertThat(scores.get(i).width()).isEqualTo(images.get(i).width());
                    assertThat(scores.get(i).values())
                            .containsExactly(expected.values(), Offset.offset(1e-5f));
                }
            }
        }
    }

    /** The same checkpoint at another size: position embeddings are those resampled for it. */
    @Test
    void anImageOfAnotherSizeIsSeenByTheNetworkOfThatSize() {
        Image image = SmallNetwork.noise(96, 128, 6);
        SegmentationModel larger = trained.resized(96, 128);
        larger.take(trained.tensors(), SmallNetwork.CONFIG.backbone().positions());
        try (Segmenter whole = segmenter(WHOLE, 1);
                Segmenter fixed =
                        new Segmenter(
                                larger.config(),
                                engine,
                                Normalize.IMAGENET,
                                OptionalInt.of(96),
                                1)) {
            List<ParameterBlock> weights = new ArrayList<>(larger.backbone().blocks());
            weights.addAll(larger.heads());
            weights.addAll(larger.statistics());
            fixed.load(weights);
            assertThat(whole.scores(image).values()).isEqualTo(fixed.scores(image).values());
        }
    }

    @Test
    void weightsAndTheirAverageAreTakenByName() {
        Image image = SmallNetwork.noise(64, 64, 7);
        try (Segmenter segmenter = segmenter(WHOLE, 1)) {
            float[] before = segmenter.scores(image).values();
            SegmentationModel other = SegmentationModel.allocate(SmallNetwork.CONFIG);
            other.backbone().initialise(2);
            other.initialiseHeads(2);
            var state = new OptimizerState(new SegmentationTask(other, false, 1), true);
            segmenter.load(state.modelWeights());
            float[] after = segmenter.scores(image).values();
            segmenter.load(state.averagedWeights());

            assertThat(after).isNotEqualTo(before);
            assertThat(segmenter.scores(image).values()).isEqualTo(after);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> segmenter(OptionalInt.of(65), 1))
                .hasMessage("windows of 64 x 64 pixels must lie 1 to 64 apart, not 65");
        try (Segmenter segmenter = segmenter(WHOLE, 1)) {
            Image grey = new Image(1, 4, 4, new byte[16]);
            assertThatThrownBy(() -> segmenter.scores(grey))
                    .hasMessage("an image of 1 channels for a network of 3");
        }
    }
}
