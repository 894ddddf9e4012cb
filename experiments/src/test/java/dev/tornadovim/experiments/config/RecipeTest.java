package dev.tornadovim.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.data.augment.CenterCrop;
import dev.tornadovim.data.dense.Resizing;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.train.TrainingSetup;
import dev.tornadovim.pipeline.model.DecayRule;
import dev.tornadovim.pipeline.model.PositionEmbedding;
import dev.tornadovim.pipeline.model.VimConfig;
import dev.tornadovim.pipeline.train.Schedule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The recipes against the arguments of the official scripts (hustvl/Vim, vim/scripts, vim/main.py). */
class RecipeTest {

    private static ExperimentConfig load(String name, String... overrides) {
        return new ConfigLoader(ConfigFolder.locate(Path.of("")))
                .load(name, List.of(overrides))
                .config();
    }

    /** Scaled learning rates are {@code --lr} times {@code --batch-size} times 8 cards over 512. */
    @ParameterizedTest
    @CsvSource({
        "imagenet-vim-tiny, 192, 16, 1024, 1e-3, 0.1, 0, 300",
        "imagenet-vim-small, 384, 16, 512, 1e-3, 0.05, 0.05, 300",
        "imagenet-vim-tiny-stride8, 192, 8, 1024, 1e-5, 1e-8, 0, 30",
        "imagenet-vim-small-stride8, 384, 8, 1024, 1e-5, 1e-8, 0, 30"
    })
    void argumentsOfTheScripts(
            String name,
            int width,
            int stride,
            int batch,
            double rate,
            double decay,
            float dropPath,
            int epochs) {
        var config = load(name);
        var network = (VimConfig) config.model().network(224, 224, 3, 1000);
        assertThat(network.dModel()).isEqualTo(width);
        assertThat(network.stride()).isEqualTo(stride);
        assertThat(network.dropPathRate()).isEqualTo(dropPath);
        assertThat(config.train().batchSize()).isEqualTo(batch);
        assertThat(config.optim().learningRate(batch)).isCloseTo(rate, within(1e-12));
        assertThat(config.optim().weightDecay()).isEqualTo(decay);
        assertThat(config.schedule().epochs()).isEqualTo(epochs);
    }

    @ParameterizedTest
    @CsvSource({
        "imagenet-vim-tiny",
        "imagenet-vim-small",
        "imagenet-vim-tiny-stride8",
        "imagenet-vim-small-stride8",
        "imagenet-deit-tiny"
    })
    void defaultsOfMain(String name) {
        var config = load(name);
        var optim = config.optim();
        assertThat(optim.betas()).containsExactly(0.9, 0.999);
        assertThat(optim.eps()).isEqualTo(1e-8);
        assertThat(optim.clipNorm()).isZero();
        assertThat(optim.emaDecay()).isEqualTo(0.99996);
        assertThat(optim.labelSmoothing()).isEqualTo(0.1);
        var augment = config.augment();
        assertThat(augment.resizedCrop()).containsExactly(0.08, 1.0);
        assertThat(augment.randAugment()).isEqualTo(Optional.of("rand-m9-mstd0.5-inc1"));
        assertThat(augment.flip()).isEqualTo(0.5);
        assertThat(augment.erasing()).isEqualTo(0.25);
        assertThat(augment.mixup()).isEqualTo(0.8);
        assertThat(augment.cutmix()).isEqualTo(1.0);
        assertThat(augment.mixProbability()).isEqualTo(1.0);
        assertThat(augment.mixSwitch()).isEqualTo(0.5);
        assertThat(augment.repeats()).isEqualTo(3);
        assertThat(
                        CenterCrop.keeping(config.data().imageSize(), config.data().cropShare())
                                .shorterSide())
                .isEqualTo(256);
        assertThat(config.data().mean()).containsExactly(0.485, 0.456, 0.406);
        assertThat(config.data().deviation()).containsExactly(0.229, 0.224, 0.225);
    }

    /** timm's schedule, stepped after an epoch: epochs 0 and 1 run at 1e-6, epoch e at that of e - 1. */
    @Test
    void pretrainingWarmsUpOneEpochLate() {
        var schedule = schedule(load("imagenet-vim-tiny"));
        double[] expected = {1e-6, 1e-6, 2.008e-4, 4.006e-4, 6.004e-4, 8.002e-4};
        for (int epoch = 0; epoch < expected.length; epoch++) {
            assertThat(schedule.at(1e-3, epoch + 0.5, 1251))
                    .isCloseTo(expected[epoch], within(1e-12));
        }
        double cosine = 1e-5 + 0.5 * (1e-3 - 1e-5) * (1 + Math.cos(Math.PI * 150 / 300));
        assertThat(schedule.at(1e-3, 151, 1251)).isCloseTo(cosine, within(1e-12));
    }

    @Test
    void fineTuningHasAConstantRateAndTheOfficialPositions() {
        var config = load("imagenet-vim-tiny-stride8");
        var schedule = schedule(config);
        for (int epoch = 0; epoch < 30; epoch++) {
            assertThat(schedule.at(1e-5, epoch, 1251)).isCloseTo(1e-5, within(1e-18));
        }
        assertThat(config.load().positions()).isEqualTo(PositionEmbedding.OFFICIAL);
    }

    /** {@code default_loader} of torchvision takes pixels as they are stored. */
    @Test
    void imageNetIgnoresExif() {
        assertThat(load("imagenet-vim-tiny").data().exifOrientation()).isFalse();
        assertThat(load("ade20k-vim-tiny").data().exifOrientation()).isTrue();
        assertThat(load("coco-vim-tiny").data().exifOrientation()).isTrue();
    }

    /** seg/scripts and seg/mmcv_custom; det/projects/ViTDet/configs/COCO and det/configs/common. */
    @Test
    void denseTasksTrainAsTheirFrameworks() {
        for (String name : List.of("ade20k-vim-tiny", "ade20k-vim-small")) {
            var config = load(name);
            assertThat(config.optim().decayRule()).isEqualTo(DecayRule.MMSEGMENTATION);
            assertThat(config.segmentation().orElseThrow().resizing()).isEqualTo(Resizing.OPENCV);
        }
        for (String name : List.of("coco-vim-tiny", "coco-deit-tiny")) {
            assertThat(load(name).optim().decayRule()).isEqualTo(DecayRule.DETECTRON2);
        }
    }

    @Test
    void classifiersDecayAsTimm() {
        assertThat(load("imagenet-vim-tiny").optim().decayRule()).isEqualTo(DecayRule.TIMM);
        assertThatThrownBy(() -> load("imagenet-vim-tiny", "optim.decayRule=detectron2"))
                .hasMessageContaining(
                        "optim.decayRule is detectron2, expected timm for task=classification");
    }

    private static Schedule schedule(ExperimentConfig config) {
        return TrainingSetup.schedule(config.schedule());
    }
}
