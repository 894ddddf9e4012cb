import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Clears the preview mark (minor version 0xFFFF at bytes 4 and 5) of every class file under a folder.
 * The unpacked TornadoVM API classes were compiled with the foreign-memory preview of JDK 21, which is
 * final since JDK 22; a later JDK refuses such a class only because of the mark.
 */
class ClearPreviewMark {
    public static void main(String[] args) throws IOException {
        try (var files = Files.walk(Path.of(args[0]))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
                    bytes.seek(4);
                    if (bytes.readUnsignedShort() == 0xFFFF) {
                        bytes.seek(4);
                        bytes.writeShort(0);
                    }
                }
            }
        }
    }
}
