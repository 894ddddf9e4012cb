package dev.tornadovim.experiments.faults;

import dev.tornadovim.data.Split;
import dev.tornadovim.data.coco.CocoDataset;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.format.Cifar;
import dev.tornadovim.data.format.IdxFile;
import dev.tornadovim.data.format.TarShards;
import dev.tornadovim.pipeline.weights.PthFile;
import dev.tornadovim.pipeline.weights.SafetensorsFile;
import dev.tornadovim.pipeline.weights.TensorSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Everything that reads files of others, and whole files that it reads. */
enum Reader {
    SAFETENSORS(SampleFiles::safetensors) {
        @Override
        void read(Path folder, byte[] file) throws IOException {
            readAll(SafetensorsFile.open(write(folder.resolve("a.safetensors"), file)));
        }
    },
    PTH(SampleFiles::pth) {
        @Override
        void read(Path folder, byte[] file) throws IOException {
            readAll(PthFile.open(write(folder.resolve("a.pth"), file)));
        }
    },
    IDX(SampleFiles::idx) {
        @Override
        void read(Path folder, byte[] file) {
            IdxFile.read("a.idx", new ByteArrayInputStream(file), 3);
        }
    },
    CIFAR(SampleFiles::cifar) {
        @Override
        void read(Path folder, byte[] file) throws IOException {
            write(folder.resolve("test_batch.bin"), file);
            var names = folder.resolve("batches.meta.txt");
            if (!Files.exists(names)) {
                Files.writeString(names, "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
            }
            var images = Cifar.open(folder, Cifar.Variant.CIFAR_10, Split.TEST);
            images.get(images.size() - 1);
        }
    },
    COCO(SampleFiles::coco) {
        @Override
        void read(Path folder, byte[] file) throws IOException {
            var json = write(folder.resolve("a.json"), file);
            var data = CocoDataset.open(json, folder, new ImageDecoder());
            data.annotations().annotations().forEach(annotation -> annotation.mask().rle());
        }

        @Override
        boolean isText() {
            return true;
        }
    },
    TAR(SampleFiles::tar) {
        @Override
        void read(Path folder, byte[] file) throws IOException {
            var shards = folder.resolve("train");
            Files.createDirectories(shards);
            write(shards.resolve("a.tar"), file);
            var images = TarShards.open(folder, Split.TRAIN, new ImageDecoder());
            for (int i = 0; i < images.size(); i++) {
                images.get(i);
            }
        }
    },
    IMAGE(SampleFiles::images) {
        @Override
        void read(Path folder, byte[] file) {
            new ImageDecoder(1 << 20, 1 << 20, true).decode("a.image", file);
        }
    };

    /** Makes the files that are damaged. */
    @FunctionalInterface
    private interface Source {
        List<byte[]> files() throws IOException;
    }

    private final Source source;

    Reader(Source source) {
        this.source = source;
    }

    /** Whole files. */
    List<byte[]> files() throws IOException {
        return source.files();
    }

    /** Whether damage may be a word of text. */
    boolean isText() {
        return false;
    }

    /**
     * Reads a file to its end.
     *
     * @param folder for the file, where the reader takes no bytes
     */
    abstract void read(Path folder, byte[] file) throws IOException;

    private static Path write(Path file, byte[] bytes) throws IOException {
        return Files.write(file, bytes);
    }

    private static void readAll(TensorSource source) {
        try (source) {
            source.names().forEach(source::read);
        }
    }
}
