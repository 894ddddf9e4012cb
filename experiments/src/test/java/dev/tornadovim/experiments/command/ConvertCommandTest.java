package dev.tornadovim.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class ConvertCommandTest extends CommandTest {
    @TempDir private Path folder;

    @Test
    void onnxSaysHowItsImagesArePrepared() throws IOException {
        var file = folder.resolve("mini.onnx");
        int code = run("convert", "--image-size", 96, Golden.CHECKPOINT, file, "data.cropShare=1");
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        "%s: %d bytes of ONNX, image [batch, 3, 96, 96] to logits [batch, 10], of %s (model)\n"
                                .formatted(file, Files.size(file), Golden.CHECKPOINT));
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("\"imageHeight\":96", "vim_mini_checkpoint.pth")
                .contains("{\"imageSize\":96,\"cropShare\":1.0,\"mean\":[0.485,0.456,0.406],")
                .doesNotContain(Golden.CHECKPOINT.getParent().toString());
    }

    @Test
    void changesOfTheNetworkAreOptions() {
        var file = folder.resolve("mini.onnx");
        assertThat(run("convert", Golden.CHECKPOINT, file, "model.depth=2")).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: override model.depth=2: ").hasLineCount(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void anotherNetworkIsNotExported() {
        var file = folder.resolve("mini.onnx");
        assertThat(run("convert", "--model", "vim_tiny", Golden.CHECKPOINT, file)).isEqualTo(1);
        assertThat(err.toString())
                .contains("lacks layers.3-23.mixer.in_proj.weight")
                .hasLineCount(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void safetensorsKeepTheTensorsAsTheyAre() {
        var file = folder.resolve("mini.safetensors");
        assertThat(run("convert", "--image-size", 96, Golden.CHECKPOINT, file)).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(
                        "error: %s: safetensors keep the tensors as they are; --model, --image-size and KEY=VALUE are for .onnx\n"
                                .formatted(file));
        assertThat(file).doesNotExist();
    }
}
