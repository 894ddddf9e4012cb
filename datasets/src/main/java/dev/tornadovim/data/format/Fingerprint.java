package dev.tornadovim.data.format;

import dev.tornadovim.data.file.DataFiles;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 fingerprints of data. */
public final class Fingerprint {
    private Fingerprint() {}

    /** Lower-case hex of the SHA-256 of the arrays, one after the other. */
    public static String of(byte[]... parts) {
        var digest = sha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Lower-case hex of the SHA-256 of a file. */
    public static String of(Path file) {
        return DataFiles.read(
                file,
                "data",
                () -> {
                    try (var in = new DigestInputStream(Files.newInputStream(file), sha256())) {
                        in.transferTo(OutputStream.nullOutputStream());
                        return HexFormat.of().formatHex(in.getMessageDigest().digest());
                    }
                });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
