package dev.tornadovim.pipeline.weights;

import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Unpickles the index of a PyTorch checkpoint and nothing else: globals and opcodes that {@code
 * torch.save} of a state dict does not need are refused by name, state that objects want to restore
 * is dropped, and a length is checked before memory is taken for it. No code of the file, and no
 * method that it names, is ever called.
 */
final class SafePickle extends Unpickler {

    /** A storage named by the index. */
    record StorageRef(ElementType type, String key, long count) {}

    /** A strided tensor in a storage; offset and strides count elements. */
    record TensorRef(StorageRef storage, long offset, long[] shape, long[] strides) {}

    /** What an argparse.Namespace becomes; its values are not kept. */
    record Opaque(String name) {}

    private static final Map<String, ElementType> STORAGES =
            Map.ofEntries(
                    Map.entry("torch.FloatStorage", ElementType.F32),
                    Map.entry("torch.DoubleStorage", ElementType.F64),
                    Map.entry("torch.HalfStorage", ElementType.F16),
                    Map.entry("torch.BFloat16Storage", ElementType.BF16),
                    Map.entry("torch.LongStorage", ElementType.I64),
                    Map.entry("torch.IntStorage", ElementType.I32),
                    Map.entry("torch.ShortStorage", ElementType.I16),
                    Map.entry("torch.CharStorage", ElementType.I8),
                    Map.entry("torch.ByteStorage", ElementType.U8),
                    Map.entry("torch.BoolStorage", ElementType.BOOL));

    private static final Map<String, IObjectConstructor> GLOBALS =
            Map.of(
                    "collections.OrderedDict",
                    SafePickle::emptyDictionary,
                    "argparse.Namespace",
                    arguments -> new Opaque("argparse.Namespace"),
                    "torch._utils._rebuild_tensor_v2",
                    SafePickle::tensor,
                    "torch._utils._rebuild_parameter",
                    arguments -> arguments[0]);

    /** Makes the type of a storage usable as a global. */
    private record StorageType(ElementType type) implements IObjectConstructor {
        @Override
        public Object construct(Object[] arguments) {
            throw new PickleException("a storage outside the archive");
        }
    }

    private SafePickle() {}

    /** The object that {@code pickle} describes; failures say what is wrong, without the file. */
    static Object read(byte[] pickle) {
        SafePickle reader = new SafePickle();
        try {
            return reader.load(new ByteArrayInputStream(pickle));
        } catch (PickleException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("broken pickle (" + e.getMessage() + ")", e);
        } finally {
            reader.close();
        }
    }

    @Override
    protected Object dispatch(short opcode) throws IOException {
        switch (opcode) {
            case Opcodes.GLOBAL ->
                    stack.add(global(PickleUtils.readline(input), PickleUtils.readline(input)));
            case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
            case Opcodes.SETITEM -> {
                Object value = stack.pop();
                put(List.of(stack.pop(), value));
            }
            case Opcodes.SETITEMS -> put(stack.pop_all_since_marker());
            case Opcodes.BUILD -> stack.pop(); // the state; the object keeps none
            case Opcodes.BINUNICODE, Opcodes.BINSTRING -> {
                checkLength();
                return super.dispatch(opcode);
            }
            case Opcodes.PROTO,
                    Opcodes.STOP,
                    Opcodes.MARK,
                    Opcodes.NONE,
                    Opcodes.NEWTRUE,
                    Opcodes.NEWFALSE,
                    Opcodes.BININT,
                    Opcodes.BININT1,
                    Opcodes.BININT2,
                    Opcodes.LONG1,
                    Opcodes.BINFLOAT,
                    Opcodes.SHORT_BINSTRING,
                    Opcodes.EMPTY_TUPLE,
                    Opcodes.TUPLE,
                    Opcodes.TUPLE1,
                    Opcodes.TUPLE2,
                    Opcodes.TUPLE3,
                    Opcodes.EMPTY_LIST,
                    Opcodes.APPEND,
                    Opcodes.APPENDS,
                    Opcodes.BINPUT,
                    Opcodes.LONG_BINPUT,
                    Opcodes.BINGET,
                    Opcodes.LONG_BINGET,
                    Opcodes.BINPERSID,
                    Opcodes.REDUCE,
                    Opcodes.NEWOBJ -> {
                return super.dispatch(opcode);
            }
            default ->
                    throw new PickleException(
                            "pickle opcode 0x%02x is not accepted, only those of protocol 2 that"
                                            .formatted(opcode)
                                    + " torch.save writes");
        }
        return NO_RETURN_VALUE;
    }

    private static Object global(String module, String name) {
        String full = module + "." + name;
        if (STORAGES.containsKey(full)) {
            return new StorageType(STORAGES.get(full));
        }
        IObjectConstructor constructor = GLOBALS.get(full);
        if (constructor == null) {
            throw new PickleException(
                    "refuses to load "
                            + full.replaceAll("[^\\p{Graph}]", "?")
                            + ", which the weights of a network do not need");
        }
        return constructor;
    }

    /** Puts key and value in turn into the dictionary on the stack; keys are plain values. */
    private void put(List<Object> items) {
        if (!(stack.peek() instanceof Map<?, ?>)) {
            throw new PickleException("items for something that is no dictionary");
        }
        @SuppressWarnings("unchecked")
        Map<Object, Object> dictionary = (Map<Object, Object>) stack.peek();
        for (int i = 0; i < items.size(); i += 2) {
            if (!(items.get(i) instanceof String || items.get(i) instanceof Number)) {
                throw new PickleException("a dictionary key that is no text or number");
            }
            dictionary.put(items.get(i), items.get(i + 1));
        }
    }

    private void checkLength() throws IOException {
        input.mark(Integer.BYTES);
        byte[] length = input.readNBytes(Integer.BYTES);
        input.reset();
        boolean whole = length.length == Integer.BYTES;
        int value = whole ? ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt() : -1;
        if (value < 0 || value > input.available()) {
            throw new PickleException("truncated pickle");
        }
    }

    @Override
    protected Object persistentLoad(Object id) {
        // ('storage', type, key, device, number of elements)
        if (id instanceof Object[] parts
                && parts.length == 5
                && "storage".equals(parts[0])
                && parts[1] instanceof StorageType storage
                && parts[2] instanceof String key
                && parts[4] instanceof Number count) {
            return new StorageRef(storage.type(), key, count.longValue());
        }
        throw new PickleException("a persistent id that is no storage");
    }

    private static Object emptyDictionary(Object[] arguments) {
        if (arguments.length > 0) {
            throw new PickleException("an OrderedDict with arguments");
        }
        return new LinkedHashMap<>();
    }

    private static Object tensor(Object[] arguments) {
        if (arguments.length >= 4
                && arguments[0] instanceof StorageRef storage
                && arguments[1] instanceof Number offset
                && arguments[2] instanceof Object[] shape
                && arguments[3] instanceof Object[] strides
                && shape.length == strides.length) {
            return new TensorRef(storage, offset.longValue(), longs(shape), longs(strides));
        }
        throw new PickleException("a tensor that is not described as PyTorch does");
    }

    private static long[] longs(Object[] values) {
        long[] result = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = ((Number) values[i]).longValue();
        }
        return result;
    }
}
