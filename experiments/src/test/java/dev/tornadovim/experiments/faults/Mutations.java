package dev.tornadovim.experiments.faults;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages files: by seed, so that each can be made again. */
final class Mutations {
    /** Neighbouring seeds of {@link Random} begin alike. */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private static final int[] BYTES = {0, 1, 0x7f, 0x80, 0xff};
    private static final int[] WORDS = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 16};
    private static final List<String> TOKENS =
            List.of(
                    "1e7",
                    "1e400",
                    "-1",
                    "null",
                    "NaN",
                    "[",
                    "{}",
                    "\"",
                    "[[1]]",
                    "9999999999",
                    "\n");

    private Mutations() {}

    /** One to four damages to a copy of a file. */
    static byte[] mutate(byte[] file, boolean text, long seed) {
        var random = new Random(seed * SPREAD);
        var bytes = file;
        int times = random.nextBoolean() ? 1 : 2 + random.nextInt(3);
        for (int i = 0; i < times && bytes.length > 0; i++) {
            bytes = once(bytes.clone(), text, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, boolean text, Random random) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
        switch (random.nextInt(text ? 12 : 8)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) BYTES[random.nextInt(BYTES.length)];
            case 3 -> word(bytes, at, random);
            case 4 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 5 -> {
                return splice(bytes, at, length, new byte[0]);
            }
            case 6 -> {
                int from = random.nextInt(bytes.length);
                int to = Math.min(bytes.length, from + 1 + random.nextInt(64));
                return splice(bytes, at, 0, Arrays.copyOfRange(bytes, from, to));
            }
            case 7 -> {
                var noise = new byte[length];
                random.nextBytes(noise);
                return splice(bytes, at, length, noise);
            }
            default -> {
                return token(bytes, at, random);
            }
        }
        return bytes;
    }

    /** Puts a token in the place of the next number or word. */
    private static byte[] token(byte[] bytes, int at, Random random) {
        int from = at;
        while (from < bytes.length && !Character.isLetterOrDigit(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && Character.isLetterOrDigit(bytes[to])) {
            to++;
        }
        var token = TOKENS.get(random.nextInt(TOKENS.size()));
        return splice(bytes, from, to - from, token.getBytes(StandardCharsets.US_ASCII));
    }

    /** A number of four bytes, in either order. */
    private static void word(byte[] bytes, int at, Random random) {
        int value = WORDS[random.nextInt(WORDS.length)];
        boolean big = random.nextBoolean();
        for (int i = 0; i < Math.min(4, bytes.length - at); i++) {
            bytes[at + i] = (byte) (value >>> 8 * (big ? 3 - i : i));
        }
    }

    private static byte[] splice(byte[] bytes, int at, int length, byte[] middle) {
        var result = new byte[bytes.length - length + middle.length];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(middle, 0, result, at, middle.length);
        int rest = bytes.length - at - length;
        System.arraycopy(bytes, at + length, result, at + middle.length, rest);
        return result;
    }
}
