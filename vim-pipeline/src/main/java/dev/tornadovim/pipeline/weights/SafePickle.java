package dev.tornadovim.pipeline.weights;

import dev.tornadovim.pipeline.weights.PickleGlobals.Opaque;
import dev.tornadovim.pipeline.weights.PickleGlobals.StorageType;
import dev.tornadovim.pipeline.weights.TensorRef.StorageRef;

import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Unpickles the index of a PyTorch checkpoint and nothing else: opcodes that {@code torch.save} of
 * a state dict does not need are refused, as are globals outside {@link PickleGlobals}. State that
 * objects would restore is dropped, and lengths are checked before memory is allocated. No code in
 * the file, and no method that it names, is ever called.
 */
final class SafePickle extends Unpickler {

    private final Map<String, StorageRef> storages = new LinkedHashMap<>();
    private Optional<String> refused = Optional.empty();
    private Optional<String> module = Optional.empty();

    /**
     * The contents of a pickle.
     *
     * @param root the object
     * @param storages all that it refers to, by key
     */
    record Index(Object root, Map<String, StorageRef> storages) {}

    private SafePickle() {}

    /** The object that {@code pickle} describes; failures say what is wrong, without the file. */
    static Object read(byte[] pickle) {
        return read(new ByteArrayInputStream(pickle)).root();
    }

    /**
     * The object that the pickle at the start of a stream describes; the stream is left behind it.
     *
     * @throws IllegalArgumentException if it is broken or names what no checkpoint needs, with a
     *     message that says so without the file
     */
    static Index read(ByteArrayInputStream in) {
        SafePickle reader = new SafePickle();
        try {
            Object root = reader.load(in);
            reader.refuseForeign(null);
            return new Index(root, reader.storages);
        } catch (PickleException e) {
            reader.refuseForeign(e);
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            reader.refuseForeign(e);
            throw new IllegalArgumentException("broken pickle (" + e.getMessage() + ")", e);
        } finally {
            reader.close();
        }
    }

    /** The kind of file tells users more than the place of the error. */
    private void refuseForeign(Exception cause) {
        if (module.isPresent()) {
            throw new IllegalArgumentException(
                    "a whole pickled module (%s), expected its weights: save model.state_dict()"
                            .formatted(module.get()),
                    cause);
        }
        if (refused.isPresent()) {
            throw new IllegalArgumentException(
                    "refuses to load %s, which the weights of a network do not need"
                            .formatted(refused.get()),
                    cause);
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
                put(Arrays.asList(stack.pop(), value));
            }
            case Opcodes.SETITEMS -> put(stack.pop_all_since_marker());
            case Opcodes.APPEND -> append(Arrays.asList(stack.pop()));
            case Opcodes.APPENDS -> append(stack.pop_all_since_marker());
            case Opcodes.BUILD -> drop(stack.pop());
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

    /** An unknown name is refused at the end, when it is known whether it was that of a module. */
    private IObjectConstructor global(String from, String name) {
        return PickleGlobals.find(from, name)
                .orElseGet(
                        () -> {
                            String full = from + "." + name;
                            refused = refused.or(() -> Optional.of(full));
                            return new Opaque(full);
                        });
    }

    /** Puts key and value in turn into the dictionary on the stack. */
    private void put(List<Object> items) {
        if (stack.peek() instanceof Opaque) {
            return;
        }
        if (!(stack.peek() instanceof Map<?, ?>)) {
            throw new PickleException("items for something that is no dictionary");
        }
        @SuppressWarnings("unchecked")
        Map<Object, Object> dictionary = (Map<Object, Object>) stack.peek();
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            if (key instanceof Map<?, ?> || key instanceof List<?>) {
                throw new PickleException("a dictionary key that is no plain value");
            }
            // Tensors are named by text; what else is a key, such as a device, names none.
            if (key instanceof String || key instanceof Number) {
                dictionary.put(key, items.get(i + 1));
            }
        }
    }

    private void append(List<Object> items) {
        if (stack.peek() instanceof Opaque) {
            return;
        }
        if (!(stack.peek() instanceof List<?>)) {
            throw new PickleException("items for something that is no list");
        }
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) stack.peek();
        list.addAll(items);
    }

    /** The object keeps no state; the state of a module shows that it is one, the outermost last. */
    private void drop(Object state) {
        if (stack.peek() instanceof Opaque(String name)
                && state instanceof Map<?, ?> fields
                && fields.containsKey("_modules")
                && fields.containsKey("_parameters")) {
            module = Optional.of(name);
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
        if (!(id instanceof Object[] parts) || parts.length == 0) {
            throw new PickleException("a persistent id that is no storage");
        }
        // ('storage', type, key, device, number of elements), before 1.6 also the place of a view
        if ("storage".equals(parts[0])
                && parts.length >= 5
                && parts[1] instanceof StorageType storage
                && parts[2] instanceof String key) {
            if (parts.length > 5 && parts[5] != null) {
                throw new PickleException("a view of another storage, as PyTorch before 0.4 has");
            }
            StorageRef ref = new StorageRef(storage.type(), key, PickleGlobals.whole(parts[4]));
            storages.putIfAbsent(key, ref);
            return ref;
        }
        // ('module', class, file, source): PyTorch before 1.6 keeps a module's source code
        if ("module".equals(parts[0])
                && parts.length >= 2
                && parts[1] instanceof Opaque(String name)) {
            module = Optional.of(name);
            return parts[1];
        }
        throw new PickleException("a persistent id that is no storage");
    }
}
