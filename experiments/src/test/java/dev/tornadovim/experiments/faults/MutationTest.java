package dev.tornadovim.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tornadovim.data.DataException;
import dev.tornadovim.pipeline.weights.WeightsException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Damaged files are read or refused in one line, by an exception that says so, in bounded time. */
@Tag("slow")
class MutationTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 100_000);
    private static final long LONGEST_NANOS = 20_000_000_000L;
    private static final int SHOWN = 5;

    @TempDir private Path folder;

    private final Map<Thread, Path> folders = new ConcurrentHashMap<>();
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @EnumSource
    void everyDamagedFileIsReadOrRefused(Reader reader) throws IOException {
        var files = reader.files();
        for (byte[] file : files) {
            assertThatCode(() -> reader.read(folder, file)).doesNotThrowAnyException();
        }
        long start = System.nanoTime();
        IntStream.range(0, MUTATIONS).parallel().forEach(seed -> mutate(reader, files, seed));
        System.out.printf(
                "%-12s %,d mutations of %d files: %,d read, %,d refused, %d otherwise; %.0f s,"
                        + " longest %.0f ms%n",
                reader,
                MUTATIONS,
                files.size(),
                read.get(),
                refused.get(),
                wrong.size(),
                (System.nanoTime() - start) * 1e-9,
                longest.get() * 1e-6);
        assertThat(kinds()).as("first: " + wrong.stream().limit(SHOWN).toList()).isEmpty();
        assertThat(longest.get()).isLessThan(LONGEST_NANOS);
    }

    private void mutate(Reader reader, List<byte[]> files, int seed) {
        var bytes = Mutations.mutate(files.get(seed % files.size()), reader.isText(), seed);
        long start = System.nanoTime();
        try {
            reader.read(folders.computeIfAbsent(Thread.currentThread(), this::own), bytes);
            read.incrementAndGet();
        } catch (DataException | WeightsException e) {
            refused.incrementAndGet();
            if (e.getMessage().lines().count() != 1) {
                wrong.add("several lines: seed %d, %s".formatted(seed, e.getMessage()));
            }
        } catch (IOException | RuntimeException | Error e) {
            wrong.add("%s: seed %d, %s".formatted(kind(e), seed, e.getMessage()));
        }
        longest.accumulateAndGet(System.nanoTime() - start, Math::max);
    }

    /** The exception and where it comes from. */
    private static String kind(Throwable e) {
        var from = e.getStackTrace();
        return e.getClass().getSimpleName() + " in " + (from.length == 0 ? "nowhere" : from[0]);
    }

    private Map<String, Integer> kinds() {
        var kinds = new TreeMap<String, Integer>();
        wrong.forEach(line -> kinds.merge(line.substring(0, line.indexOf(": ")), 1, Integer::sum));
        return kinds;
    }

    private Path own(Thread thread) {
        try {
            return Files.createDirectory(folder.resolve("thread-" + thread.threadId()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
