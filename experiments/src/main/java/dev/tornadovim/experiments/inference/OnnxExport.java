package dev.tornadovim.experiments.inference;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.experiments.config.schema.DataConfig;
import dev.tornadovim.pipeline.inference.ModelFile;
import dev.tornadovim.pipeline.inference.ModelMetadata;
import dev.tornadovim.pipeline.onnx.OnnxModel;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a trained network as ONNX, with what a user of the file needs: the name of the weights' file
 * ({@code source}), how images are prepared ({@code preprocessing}, JSON) and the names of the classes
 * if the weights have them ({@code classes}, one a line).
 */
final class OnnxExport {

    private OnnxExport() {}

    static String write(ModelFile in, List<String> overrides, Path out) {
        var opened = OpenedWeights.classifier(in, overrides);
        var model = opened.trained();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("source", in.weights().getFileName().toString());
        metadata.put("preprocessing", preprocessing(opened.config().data()));
        model.classNames()
                .ifPresent(names -> metadata.put(ModelMetadata.CLASSES, String.join("\n", names)));
        long bytes = OnnxModel.write(out, model.network(), metadata);
        var network = model.network().config();
        return "%s: %d bytes of ONNX, %s [batch, %d, %d, %d] to %s [batch, %d], of %s"
                .formatted(
                        out,
                        bytes,
                        OnnxModel.IMAGE,
                        network.channels(),
                        network.imageHeight(),
                        network.imageWidth(),
                        OnnxModel.LOGITS,
                        network.classes(),
                        model.source());
    }

    private static String preprocessing(DataConfig data) {
        var json = JsonMapper.builder().build().createObjectNode();
        json.put("imageSize", data.imageSize()).put("cropShare", data.cropShare());
        data.mean().forEach(json.putArray("mean")::add);
        data.deviation().forEach(json.putArray("deviation")::add);
        return json.toString();
    }
}
