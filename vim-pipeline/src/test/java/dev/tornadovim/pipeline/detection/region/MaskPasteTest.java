package dev.tornadovim.pipeline.detection.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tornadovim.data.coco.BitMask;
import dev.tornadovim.pipeline.detection.DetectronValues;
import dev.tornadovim.pipeline.detection.box.Boxes;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class MaskPasteTest {

    @Test
    void targetsAreDetectron2s() {
        JsonNode values = DetectronValues.of("crop");
        Boxes boxes = DetectronValues.boxes(values.get("boxes"));
        int size = values.get("size").asInt();
        byte[] mask = DetectronValues.bits(values.get("mask"));
        var bits = new BitMask(values.get("height").asInt(), values.get("width").asInt(), mask);
        byte[] expected = DetectronValues.bits(values.get("targets"));
        for (int i = 0; i < expected.length; i++) {
            float[] grid = bits.grid(corners(boxes, i / (size * size)), size);
            assertThat(grid[i % (size * size)]).as("target %d", i).isEqualTo(expected[i]);
        }
    }

    @Test
    void pastedMasksAreDetectron2s() {
        JsonNode values = DetectronValues.of("paste");
        Boxes boxes = DetectronValues.boxes(values.get("boxes"));
        int size = values.get("size").asInt();
        int height = values.get("height").asInt();
        int width = values.get("width").asInt();
        float[] probabilities = DetectronValues.floats(values.get("probabilities"));
        byte[] expected = DetectronValues.bits(values.get("masks"));
        for (int i = 0; i < boxes.size(); i++) {
            byte[] mask =
                    new MaskPaste(size, 0.5f)
                            .paste(probabilities, i * size * size, boxes, i, height, width);
            assertThat(mask)
                    .as("mask %d", i)
                    .containsExactly(
                            Arrays.copyOfRange(
                                    expected, i * height * width, (i + 1) * height * width));
        }
    }

    @Test
    void aMaskComesBackThroughCroppingAndPasting() {
        int size = 28;
        byte[] mask = new byte[60 * 60];
        for (int i = 0; i < mask.length; i++) {
            int dy = i / 60 - 30;
            int dx = i % 60 - 28;
            mask[i] = (byte) (dx * dx + dy * dy <= 400 ? 1 : 0);
        }
        Boxes box = new Boxes(new float[] {8, 10, 49, 51});
        float[] square = new BitMask(60, 60, mask).grid(corners(box, 0), size);
        byte[] back = new MaskPaste(size, 0.5f).paste(square, 0, box, 0, 60, 60);
        int shared = 0;
        int covered = 0;
        for (int i = 0; i < mask.length; i++) {
            shared += mask[i] & back[i];
            covered += mask[i] | back[i];
        }
        assertThat((double) shared / covered).isGreaterThan(0.95);
    }

    private static double[] corners(Boxes boxes, int i) {
        return new double[] {boxes.x1(i), boxes.y1(i), boxes.x2(i), boxes.y2(i)};
    }
}
