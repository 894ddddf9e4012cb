package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What kernels must not do, because a device or TornadoVM 5.2 fails there; read from their source. */
class KernelSourceTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern METHOD = Pattern.compile("\\n    [\\w<>\\[\\] ]+\\([^;{]*\\{\\n");
    private static final Pattern NESTED =
            Pattern.compile("for \\(@Parallel[^{]*\\{\\s*for \\(@Parallel");
    private static final Pattern ALONG_Y =
            Pattern.compile("\\.(groupId|globalId|globalGroupSize)[yzYZ]\\b");
    private static final Pattern LOCAL_ARRAY =
            Pattern.compile("(\\w+) = context\\.allocate\\w+LocalArray\\(");

    /** Two nested loops become x and y of the grid, and CUDA takes 65,535 groups along y. */
    @Test
    void parallelLoopsAreNotNested() {
        assertThat(offending(NESTED)).isEmpty();
    }

    /** The same for kernels that lay out their grid themselves. */
    @Test
    void groupsAreNumberedAlongX() {
        assertThat(offending(ALONG_Y)).isEmpty();
    }

    /** TornadoVM mis-addresses a local array that is passed on; private arrays are fine. */
    @Test
    void localArraysAreOnlyIndexed() {
        List<String> passed = new ArrayList<>();
        kernels().forEach((name, source) -> passed.addAll(localArraysPassed(name, source)));
        assertThat(passed).isEmpty();
    }

    @Test
    void theRulesFindWhatTheyForbid() {
        String passes =
                """
                class K {
                    static void kernel(KernelContext context, FloatArray x) {
                        float[] local = context.allocateFloatLocalArray(64);
                        local[0] = 1f;
                        x.set(0, sum(local, 64));
                    }
                }
                """;
        assertThat(localArraysPassed("K", passes)).containsExactly("K: local");
        assertThat(localArraysPassed("K", passes.replace("(local, ", "(local[1], "))).isEmpty();
        assertThat(
                        NESTED.matcher("for (@Parallel int i = 0; i < n; i++) {\n for (@Parallel")
                                .find())
                .isTrue();
        assertThat(ALONG_Y.matcher("int row = context.groupIdy;").find()).isTrue();
    }

    private static List<String> offending(Pattern pattern) {
        return kernels().entrySet().stream()
                .filter(kernel -> pattern.matcher(kernel.getValue()).find())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Local arrays that are named other than to index them, as file: array. */
    private static List<String> localArraysPassed(String name, String source) {
        List<String> passed = new ArrayList<>();
        for (String method : METHOD.split(source)) {
            Matcher local = LOCAL_ARRAY.matcher(method);
            while (local.find()) {
                String array = local.group(1);
                Matcher use =
                        Pattern.compile("\\b" + array + "\\b(?! = context|\\[)").matcher(method);
                if (use.find()) {
                    passed.add(name + ": " + array);
                }
            }
        }
        return passed;
    }

    /** Source without comments of every class with kernels, by file name. */
    private static Map<String, String> kernels() {
        Map<String, String> kernels = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String source = COMMENT.matcher(Files.readString(file)).replaceAll("");
                if (source.contains("@Parallel") || source.contains("KernelContext context")) {
                    kernels.put(file.getFileName().toString(), source);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(kernels).hasSizeGreaterThan(15);
        return kernels;
    }
}
