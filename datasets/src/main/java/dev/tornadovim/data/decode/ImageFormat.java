package dev.tornadovim.data.decode;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Image file formats, recognized by their first bytes. */
public enum ImageFormat {
    JPEG("jpeg"),
    PNG("png"),
    GIF("gif"),
    BMP("bmp"),
    WEBP("webp"),
    TIFF("tiff"),
    PNM("pnm"),
    PSD("psd"),
    PCX("pcx");

    private final String label;

    ImageFormat(String label) {
        this.label = label;
    }

    /** The name that Java's image readers know it by. */
    String label() {
        return label;
    }

    /** The format of a file, or nothing if it is none of these. */
    public static Optional<ImageFormat> of(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, 16), StandardCharsets.ISO_8859_1);
        ImageFormat format = null;
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            format = JPEG;
        } else if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            format = PNG;
        } else if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
            format = GIF;
        } else if (head.startsWith("BM") && file.length > 26) {
            format = BMP;
        } else if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            format = WEBP;
        } else if (head.matches("(?s)(II[*+]\0|MM\0[*+]).*")) {
            format = TIFF;
        } else if (head.matches("(?s)P[1-7Ff]\\s.*")) {
            format = PNM;
        } else if (head.startsWith("8BPS\0\1")) {
            format = PSD;
        } else if (head.matches("(?s)\n[\0\2\3\4\5][\0\1][\1\2\4\u0008].*")) {
            format = PCX;
        }
        return Optional.ofNullable(format);
    }
}
