package dev.tornadovim.experiments.faults;

import dev.tornadovim.data.DataException;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;
import dev.tornadovim.pipeline.weights.SafetensorsWriter;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import javax.imageio.ImageIO;

/** Small whole files of every format. */
final class SampleFiles {
    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final Path IMAGES =
            Path.of("..", "datasets").resolve(RESOURCES).resolve("images");
    private static final Path WEIGHTS = Path.of("..", "vim-pipeline").resolve(RESOURCES);
    private static final long LARGEST = 48 << 10;

    private SampleFiles() {}

    static List<byte[]> safetensors() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (var name : List.of("cls_token", "head.weight", "head.bias")) {
            tensors.put(name, Tensor.allocated(name, Shape.of(2, 3), Storage.Kind.STATE));
        }
        var file = Files.createTempFile("a", ".safetensors");
        try {
            SafetensorsWriter.write(file, Map.of("progress", "{\"epoch\":1}"), tensors);
            return List.of(Files.readAllBytes(file));
        } finally {
            Files.delete(file);
        }
    }

    /** A dictionary with one tensor of three values, and files that training code left. */
    static List<byte[]> pth() throws IOException {
        var files = new ArrayList<byte[]>();
        var pickle =
                "\u0080\u0002}X\u0004\0\0\0biasctorch._utils\n"
                        + "_rebuild_tensor_v2\n"
                        + "((X\u0007\0\0\0storagectorch\n"
                        + "FloatStorage\n"
                        + "X\u0001\0\0\0000X\u0003\0\0\0cpuK\u0003tQ"
                        + "K\0K\u0003\u0085K\u0001\u0085\u0089}tRs.";
        var zip = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(zip)) {
            store(out, "archive/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
            store(out, "archive/data/0", new byte[12]);
            store(out, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        }
        files.add(zip.toByteArray());
        for (var name : List.of("data_parallel", "int64_buffer", "legacy", "numpy_scalar")) {
            files.add(Files.readAllBytes(WEIGHTS.resolve("weights").resolve(name + ".pth")));
        }
        return files;
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        var crc = new CRC32();
        crc.update(bytes);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
    }

    static List<byte[]> idx() throws IOException {
        var plain = ByteBuffer.allocate(16 + 2 * 5 * 7);
        plain.putInt(0x0803).putInt(2).putInt(5).putInt(7);
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain.array());
        }
        return List.of(plain.array(), packed.toByteArray());
    }

    static List<byte[]> cifar() {
        var records = new byte[2 * 3073];
        new Random(1).nextBytes(records);
        records[0] = 3;
        records[3073] = 9;
        return List.of(records);
    }

    static List<byte[]> coco() {
        return List.of(
                """
                {"info": {"year": 2017}, "licenses": [{"id": 1, "name": "none"}],
                 "images": [{"id": 1, "file_name": "a.jpg", "height": 20, "width": 30},
                            {"id": 2, "file_name": "b.jpg", "height": 21, "width": 10}],
                 "categories": [{"id": 7, "name": "cat"}, {"id": 9, "name": "dog"}],
                 "annotations": [
                  {"id": 1, "image_id": 1, "category_id": 7, "bbox": [2, 3, 10.5, 8], "area": 60.5,
                   "iscrowd": 0, "segmentation": [[2, 3, 12.5, 3, 12.5, 11, 2, 11], [1, 1, 4, 1, 4, 4]]},
                  {"id": 2, "image_id": 2, "category_id": 9, "bbox": [0, 0, 9, 8], "area": 6,
                   "iscrowd": 1, "segmentation": {"size": [21, 10], "counts": [10, 6, 194]}},
                  {"id": 3, "image_id": 2, "category_id": 9, "bbox": [0, 0, 9, 8], "area": 6,
                   "iscrowd": 1, "segmentation": {"size": [21, 10], "counts": "m0220=21MB1<0D280H19NF3<KD5a0M;"}}]}
                """
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** A black picture of 4 × 3 pixels. */
    static byte[] png() throws IOException {
        var picture = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB), "png", picture);
        return picture.toByteArray();
    }

    static List<byte[]> tar() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (int i = 0; i < 2; i++) {
                add(tar, "sample" + i + ".png", png());
                add(tar, "sample" + i + ".cls", new byte[] {(byte) ('0' + i)});
            }
        }
        return List.of(bytes.toByteArray());
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] bytes)
            throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /** All images that the decoder's tests have, of those that it reads. */
    static List<byte[]> images() throws IOException {
        var decodable = new ArrayList<byte[]>();
        for (byte[] file : small(IMAGES, "")) {
            try {
                Reader.IMAGE.read(IMAGES, file);
                decodable.add(file);
            } catch (DataException e) {
                // One that the decoder's tests expect to be refused.
            }
        }
        return decodable;
    }

    private static List<byte[]> small(Path folder, String end) throws IOException {
        var files = new ArrayList<byte[]>();
        if (Files.isDirectory(folder)) {
            try (var all = Files.list(folder)) {
                for (var file : all.sorted().toList()) {
                    if (Files.isRegularFile(file)
                            && file.toString().endsWith(end)
                            && Files.size(file) <= LARGEST) {
                        files.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        return files;
    }
}
