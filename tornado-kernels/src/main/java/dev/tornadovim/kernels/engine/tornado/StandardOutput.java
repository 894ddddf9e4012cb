package dev.tornadovim.kernels.engine.tornado;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The process's standard output as native code sees it, file descriptor 1, which can be turned to a
 * file in memory and back. Linux only.
 */
final class StandardOutput {

    private static final int DESCRIPTOR = 1;
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final Optional<StandardOutput> HERE = find();

    private final MethodHandle dup2 = function("dup2", INT, INT, INT);
    private final MethodHandle lseek = function("lseek", LONG, INT, LONG, INT);
    private final MethodHandle pread =
            function("pread", LONG, INT, ValueLayout.ADDRESS, LONG, LONG);
    private final MethodHandle write = function("write", LONG, INT, ValueLayout.ADDRESS, LONG);
    private final MethodHandle ftruncate = function("ftruncate", INT, INT, LONG);
    private final int terminal;
    private final int memory;

    private StandardOutput() {
        terminal = (int) call(function("dup", INT, INT), DESCRIPTOR);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("tornadovm-log");
            memory = (int) call(function("memfd_create", INT, ValueLayout.ADDRESS, INT), name, 0);
        }
        if (terminal < 0 || memory < 0) {
            throw new UnsupportedOperationException("no file in memory");
        }
    }

    /** Standard output, where the system has what it takes. */
    static Optional<StandardOutput> here() {
        return HERE;
    }

    private static Optional<StandardOutput> find() {
        try {
            return Optional.of(new StandardOutput());
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("restricted") // calling C is what this class is for
    private static MethodHandle function(
            String name, ValueLayout result, ValueLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address =
                linker.defaultLookup()
                        .find(name)
                        .orElseThrow(() -> new UnsupportedOperationException("no " + name));
        return linker.downcallHandle(address, FunctionDescriptor.of(result, arguments));
    }

    /** From here on, what is written to standard output goes to the file in memory. */
    void divert() {
        call(dup2, memory, DESCRIPTOR);
    }

    /** Ends {@link #divert}. */
    void restore() {
        call(dup2, terminal, DESCRIPTOR);
    }

    /** Takes what has been written since the last call; empty for nothing. */
    String take() {
        long bytes = written();
        if (bytes <= 0) {
            return "";
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(bytes);
            long read = Math.max(0, (long) call(pread, memory, buffer, bytes, 0L));
            call(ftruncate, memory, 0L);
            call(lseek, memory, 0L, SEEK_SET);
            byte[] text = buffer.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE);
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    /** Bytes in the file. Asked after every launch, so without boxing. */
    private long written() {
        try {
            return (long) lseek.invokeExact(memory, 0L, SEEK_CUR);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes text to where standard output goes when it is not diverted. */
    void pass(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long from = 0;
            while (from < bytes.length) {
                long written =
                        (long) call(write, terminal, buffer.asSlice(from), bytes.length - from);
                if (written <= 0) {
                    return;
                }
                from += written;
            }
        }
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
