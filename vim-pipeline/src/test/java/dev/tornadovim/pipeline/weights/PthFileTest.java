package dev.tornadovim.pipeline.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.model.GoldenWeights;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.VimConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A checkpoint that PyTorch wrote, and hand-made ones that try what must not work. */
class PthFileTest {

    private static final byte[] FOUR_FLOATS =
            ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(1)
                    .putFloat(2)
                    .putFloat(3)
                    .putFloat(4)
                    .array();

    private static final String LEGACY_START =
            "\u0080\2\u008a\n\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019."
                    + "\u0080\2M\u00e9\3."
                    + "\u0080\2}X\15\0\0\0little_endian\u0088s.";

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("model.pth");
    }

    @Test
    void readsATrainingCheckpoint() throws URISyntaxException {
        Path mini = Path.of(getClass().getResource("/golden/vim_mini_checkpoint.pth").toURI());
        VimConfig config =
                VimConfig.builder().image(64, 64).dModel(64).depth(3).classes(10).build();
        ImageClassifier model = config.allocate();
        ImageClassifier expected = config.allocate();
        GoldenWeights.set(expected);

        try (PthFile source = PthFile.open(mini)) {
            assertThat(source.sections()).containsExactlyInAnyOrder("model", "model_ema");
            assertThat(source.description()).endsWith("vim_mini_checkpoint.pth (model)");
            WeightsLoader.load(source, model.parameters());
        }

        for (Map.Entry<String, Tensor> e : expected.parameters().entrySet()) {
            assertThat(model.parameters().get(e.getKey()).toArray())
                    .as(e.getKey())
                    .isEqualTo(e.getValue().toArray());
        }
        try (PthFile ema = PthFile.open(mini, "model_ema")) {
            assertThat(ema.names()).isEqualTo(expected.parameters().keySet());
        }
        assertThatThrownBy(() -> PthFile.open(mini, "teacher"))
                .hasMessage(mini + ": holds no network teacher, only [model, model_ema]");
    }

    @Test
    void tensorsMayBeStridedViewsOfAStorage() throws IOException {
        archive(
                pickle(
                        tensor("a", "0", 4, 1, new int[] {3}, new int[] {1}),
                        tensor("t", "0", 4, 0, new int[] {2, 2}, new int[] {1, 2}),
                        tensor("e", "0", 4, 2, new int[] {2, 3}, new int[] {1, 0})));

        try (PthFile source = PthFile.open(file)) {
            assertThat(source.description()).isEqualTo(file.toString());
            assertThat(source.names()).containsExactly("a", "t", "e");
            assertThat(source.read("a")).containsExactly(2, 3, 4);
            assertThat(source.shape("t")).isEqualTo(Shape.of(2, 2));
            assertThat(source.read("t")).containsExactly(1, 3, 2, 4);
            assertThat(source.read("e")).containsExactly(3, 3, 3, 4, 4, 4);
        }
    }

    @Test
    void globalsOutsideTheListAreRefusedByName() throws IOException {
        archive(text("\u0080\u0002cos\nsystem\nX").with(4).with("trueq\0\u0085R."));
        refused("refuses to load os.system, which the weights of a network do not need");
        archive(text("\u0080\u0002c__builtin__\neval\n."));
        refused("refuses to load __builtin__.eval");
        archive(text("\u0080\u0004\u008c\u0002os\u008c\u0006system\u0093."));
        refused("pickle opcode 0x8c is not accepted");
        archive(text("(S'true'\nios\nsystem\n."));
        refused("pickle opcode 0x53 is not accepted");
        archive(text("\u0080\u0002carray\narray\n."));
        refused("refuses to load array.array");
    }

    @Test
    void brokenIndexesAreRefused() throws IOException {
        archive(text("\u0080\u0002X").with(0x7fffffff).with("abc"));
        refused("truncated pickle");
        archive(text("\u0080\u0002X").with(-1).with("abc"));
        refused("truncated pickle");
        archive(text("\u0080\u0002}"));
        refused("broken pickle (premature end of file)");
        archive(text("\u0080\u0002t."));
        refused("broken pickle");
        archive(text("\u0080\u0002}}K\u0001s."));
        refused("a dictionary key that is no plain value");
        archive(text("\u0080\u0002]K\u0001K\u0002s."));
        refused("items for something that is no dictionary");
        archive(text("\u0080\u0002}K\u0001a."));
        refused("items for something that is no list");
        archive(text("\u0080\u0002}."));
        refused("holds no named tensors");
        archive(text("\u0080\u0002K\u0001."));
        refused("holds no named tensors");
        archive(text("\u0080\u0002K\u0001Q."));
        refused("a persistent id that is no storage");
    }

    @Test
    void tensorsThatLeaveTheirStorageAreRefused() throws IOException {
        archive(pickle(tensor("a", "0", 4, 2, new int[] {3}, new int[] {1})));
        refused("tensor a: reaches from 2 to 5 in a storage of 4 values");
        archive(pickle(tensor("a", "0", 4, -1, new int[] {3}, new int[] {1})));
        refused("tensor a: reaches from -1 to 2 in a storage of 4 values");
        archive(pickle(tensor("a", "0", 5, 0, new int[] {3}, new int[] {1})));
        refused("tensor a: storage 0 has 16 bytes, expected 5 values of type F32");
        archive(pickle(tensor("a", "../0", 4, 0, new int[] {3}, new int[] {1})));
        refused("tensor a: the archive has no storage ../0");
        archive(pickle(tensor("a", "0", 4, 0, new int[] {-3}, new int[] {1})));
        refused("tensor a: shape [-3]: every dimension must be at least 1");
        archive(pickle(tensor("a", "0", 4, 0, new int[] {2}, new int[] {-1})));
        refused("tensor a: negative stride");
        int huge = Integer.MAX_VALUE;
        archive(pickle(tensor("a", "0", 4, 0, new int[] {huge, huge}, new int[] {0, 0})));
        refused("tensor a: shape [2147483647, 2147483647] has more than 2^31-1 elements");
    }

    @Test
    void namesReachNoTerminalAsTheyAre() throws IOException {
        archive(pickle(tensor("a\n\u001b[2J", "1", 4, 0, new int[] {3}, new int[] {1})));
        refused("tensor a??[2J: the archive has no storage 1");
    }

    /** An offset of 2^64, which is 0 in 64 bits, and one that is no whole number. */
    @Test
    void numbersThatWrapAreRefused() throws IOException {
        String tensor =
                new String(
                        tensor("a", "0", 4, 0, new int[] {1}, new int[] {1}).bytes(), ISO_8859_1);
        String zero = "QJ\0\0\0\0";
        assertThat(tensor).contains(zero);
        for (var other : List.of("\u008a\11\0\0\0\0\0\0\0\0\1", "G?\u00f0\0\0\0\0\0\0", "N")) {
            archive(pickle(text(tensor.replace(zero, "Q" + other))));
            refused("expected a whole number below 2^63, found ");
        }
    }

    /** A hundred names of one storage, and a window that slides over it by less than its size. */
    @Test
    void oneStorageMayNotStandForAnyNumberOfValues() throws IOException {
        archive(pickle(tensor("a", "0", 4, 0, new int[] {3, 2000}, new int[] {1, 0})));
        refused("tensor a is [3, 2000]: with it the tensors have 6000 values");
        Bytes[] names = new Bytes[100];
        for (int i = 0; i < names.length; i++) {
            names[i] = tensor("t" + i, "0", 4, 0, new int[] {400}, new int[] {0});
        }
        archive(pickle(names));
        refused("with it the tensors have ");
    }

    @Test
    void archivesThatAreNoneAreRefused() throws IOException {
        refused("no such file");
        Files.write(file, new byte[0]);
        refused("no zip archive as torch.save writes since PyTorch 1.6, or a truncated one");
        Files.writeString(file, "\u0080\u0002}q\0.", StandardCharsets.ISO_8859_1);
        refused("a pickle that torch.save did not write");
        archive(pickle(tensor("a", "0", 4, 0, new int[] {3}, new int[] {1})));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 30));
        refused("no zip archive as torch.save writes since PyTorch 1.6, or a truncated one");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("m/data.pkl"));
            zip.write(new byte[1000]);
        }
        refused("archive entry m/data.pkl is compressed or larger than the file");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            store(zip, "m/readme", new byte[3]);
        }
        refused("no PyTorch checkpoint: the archive has no data.pkl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            store(zip, "m/data.pkl", new byte[9 << 20]);
        }
        refused("archive entry m/data.pkl has 9437184 bytes, at most 8388608 are accepted");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            store(zip, "m/data.pkl", new byte[1]);
            store(zip, "n/data.pkl", new byte[1]);
        }
        refused("archive entry n/data.pkl exists twice");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            store(zip, "m/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
        }
        refused("byte order is not little-endian");
    }

    /** Before PyTorch 1.6: magic number, version, machine, object, keys, then the storages. */
    @Test
    void legacyFilesThatDoNotAddUpAreRefused() throws IOException {
        Bytes tensor = pickle(tensor("a", "0", 4, 1, new int[] {3}, new int[] {1}));
        legacy(LEGACY_START, tensor, "0", 4);
        try (PthFile source = PthFile.open(file)) {
            assertThat(source.read("a")).containsExactly(2, 3, 4);
        }
        legacy(LEGACY_START, tensor, "0", 5);
        refused("storage 0 has 5 values, its tensors expect 4");
        legacy(LEGACY_START, tensor, "1", 4);
        refused("a storage belongs to no tensor");
        Bytes long5 = pickle(tensor("a", "0", 5, 1, new int[] {3}, new int[] {1}));
        legacy(LEGACY_START, long5, "0", 5);
        refused("truncated (the file ends early)");
        Bytes negative = pickle(tensor("a", "0", -1, 1, new int[] {3}, new int[] {1}));
        legacy(LEGACY_START, negative, "0", -1);
        refused("truncated (the file ends early)");
        legacy(LEGACY_START.replace("\u00e9\3", "\u00ea\3"), tensor, "0", 4);
        refused("format 1002 of PyTorch, expected 1001");
        legacy(LEGACY_START.replace("M\u00e9\3", "]"), tensor, "0", 4);
        refused("format unknown of PyTorch, expected 1001");
        legacy(LEGACY_START.replace('\u0088', '\u0089'), tensor, "0", 4);
        refused("byte order is not little-endian");
        legacy(LEGACY_START, text("\u0080\2cos\nsystem\n."), "0", 4);
        refused("refuses to load os.system");
    }

    private void legacy(String start, Bytes object, String key, long count) throws IOException {
        Bytes keys = string(text("\u0080\2]"), key).with("a.");
        byte[] number =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(count).array();
        Bytes all = text(start).with(object.bytes()).with(keys.bytes()).with(number);
        Files.write(file, all.with(FOUR_FLOATS).bytes());
    }

    private void refused(String problem) {
        assertThatThrownBy(() -> PthFile.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
    }

    /** Pickle bytes in the making; characters are bytes. */
    private record Bytes(byte[] bytes) {
        Bytes with(String more) {
            return with(more.getBytes(StandardCharsets.ISO_8859_1));
        }

        Bytes with(int value) {
            ByteBuffer buffer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            return with(buffer.putInt(value).array());
        }

        private Bytes with(byte[] more) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(bytes);
            out.writeBytes(more);
            return new Bytes(out.toByteArray());
        }
    }

    private static Bytes text(String text) {
        return new Bytes(new byte[0]).with(text);
    }

    private static Bytes pickle(Bytes... items) {
        Bytes all = text("\u0080\u0002}(");
        for (Bytes item : items) {
            all = all.with(item.bytes());
        }
        return all.with("u.");
    }

    /** An item of a dictionary: a name and a tensor as {@code _rebuild_tensor_v2} takes it. */
    private static Bytes tensor(
            String name, String key, int count, int offset, int[] shape, int[] strides) {
        Bytes b = string(text(""), name).with("ctorch._utils\n_rebuild_tensor_v2\n((");
        b = string(b, "storage").with("ctorch\nFloatStorage\n");
        b = string(string(b, key), "cpu").with("J").with(count).with("tQ");
        b = b.with("J").with(offset);
        return ints(ints(b, shape), strides).with("\u0089ccollections\nOrderedDict\n)RtR");
    }

    private static Bytes string(Bytes b, String value) {
        return b.with("X").with(value.length()).with(value);
    }

    private static Bytes ints(Bytes b, int[] values) {
        Bytes all = b.with("(");
        for (int value : values) {
            all = all.with("J").with(value);
        }
        return all.with("t");
    }

    private void archive(Bytes index) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            store(zip, "m/data.pkl", index.bytes());
            store(zip, "m/data/0", FOUR_FLOATS);
        }
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
