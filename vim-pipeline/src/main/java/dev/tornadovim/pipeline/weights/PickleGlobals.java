package dev.tornadovim.pipeline.weights;

import dev.tornadovim.pipeline.weights.TensorRef.StorageRef;

import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names that the index of a checkpoint may refer to. Tensors and dictionaries are built; for
 * other values that training code stores, such as NumPy scalars and paths, only a placeholder is
 * kept. None of the classes and functions named here is loaded or called.
 */
final class PickleGlobals {

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

    private static final IObjectConstructor TENSOR = PickleGlobals::tensor;
    private static final IObjectConstructor PARAMETER = arguments -> arguments[0];

    private static final Map<String, IObjectConstructor> BUILT =
            Map.of(
                    "collections.OrderedDict",
                    PickleGlobals::dictionary,
                    "collections.defaultdict",
                    factory -> new LinkedHashMap<>(),
                    "torch._utils._rebuild_tensor",
                    TENSOR,
                    "torch._utils._rebuild_tensor_v2",
                    TENSOR,
                    "torch._utils._rebuild_parameter",
                    PARAMETER,
                    "torch._utils._rebuild_parameter_with_state",
                    PARAMETER,
                    "torch._tensor._rebuild_from_type_v2",
                    PickleGlobals::withAttributes);

    /** Values that are ignored. Python 3 writes its built-ins under their Python 2 module. */
    private static final Set<String> PASSED_OVER =
            Set.of(
                    "argparse.Namespace",
                    "types.SimpleNamespace",
                    "collections.Counter",
                    "collections.deque",
                    "_codecs.encode",
                    "datetime.date",
                    "datetime.datetime",
                    "datetime.time",
                    "datetime.timedelta",
                    "datetime.timezone",
                    "uuid.UUID",
                    "decimal.Decimal",
                    "fractions.Fraction",
                    "pathlib.Path",
                    "pathlib.PosixPath",
                    "pathlib.WindowsPath",
                    "pathlib.PurePath",
                    "pathlib.PurePosixPath",
                    "pathlib.PureWindowsPath",
                    "pathlib._local.PosixPath",
                    "pathlib._local.WindowsPath",
                    "numpy.dtype",
                    "numpy.ndarray",
                    "numpy.core.multiarray.scalar",
                    "numpy.core.multiarray._reconstruct",
                    "numpy._core.multiarray.scalar",
                    "numpy._core.multiarray._reconstruct",
                    "torch.Size",
                    "torch.device",
                    "torch.Tensor",
                    "torch.nn.parameter.Parameter",
                    "torch.nn.parameter.Buffer",
                    "torch.serialization._get_layout");

    private static final Set<String> BUILT_INS =
            Set.of(
                    "set",
                    "frozenset",
                    "list",
                    "dict",
                    "tuple",
                    "int",
                    "long",
                    "float",
                    "complex",
                    "bool",
                    "str",
                    "unicode",
                    "bytes",
                    "bytearray",
                    "object",
                    "slice",
                    "range",
                    "xrange");

    private static final Set<String> TYPES =
            Set.of(
                    "float16",
                    "float32",
                    "float64",
                    "bfloat16",
                    "uint8",
                    "int8",
                    "int16",
                    "int32",
                    "int64",
                    "bool",
                    "complex64",
                    "complex128");

    /** Placeholder for a value that is not kept, and for the class of such values. */
    record Opaque(String name) implements IObjectConstructor {
        @Override
        public Object construct(Object[] arguments) {
            return this;
        }
    }

    /** Makes the type of a storage usable as a global. */
    record StorageType(ElementType type) implements IObjectConstructor {
        @Override
        public Object construct(Object[] arguments) {
            throw new PickleException("a storage outside the archive");
        }
    }

    private PickleGlobals() {}

    /** The replacement of a global; empty for those that no checkpoint needs. */
    static Optional<IObjectConstructor> find(String module, String name) {
        String full = module + "." + name;
        if (STORAGES.containsKey(full)) {
            return Optional.of(new StorageType(STORAGES.get(full)));
        }
        if (BUILT.containsKey(full)) {
            return Optional.of(BUILT.get(full));
        }
        boolean known =
                switch (module) {
                    case "torch" -> TYPES.contains(name) || PASSED_OVER.contains(full);
                    case "__builtin__", "builtins" -> BUILT_INS.contains(name);
                    case "numpy.dtypes" -> name.endsWith("DType");
                    default -> PASSED_OVER.contains(full);
                };
        return known ? Optional.of(new Opaque(full)) : Optional.empty();
    }

    /** Python 2 writes the items of an OrderedDict as an argument, a list of pairs. */
    private static Object dictionary(Object[] arguments) {
        Map<Object, Object> dictionary = new LinkedHashMap<>();
        if (arguments.length == 1 && arguments[0] instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof List<?> pair
                        && pair.size() == 2
                        && pair.get(0) instanceof String key) {
                    dictionary.put(key, pair.get(1));
                } else {
                    throw new PickleException("an OrderedDict with other items than pairs");
                }
            }
        } else if (arguments.length > 0) {
            throw new PickleException("an OrderedDict with other arguments than its items");
        }
        return dictionary;
    }

    private static Object tensor(Object[] arguments) {
        if (arguments.length >= 4
                && arguments[0] instanceof StorageRef storage
                && arguments[2] instanceof Object[] shape
                && arguments[3] instanceof Object[] strides
                && shape.length == strides.length) {
            return new TensorRef(storage, whole(arguments[1]), whole(shape), whole(strides));
        }
        throw new PickleException("a tensor that is not described as PyTorch does");
    }

    /** A tensor with attributes of its own: how to build it, its type, the arguments, the state. */
    private static Object withAttributes(Object[] arguments) {
        if (arguments.length >= 3 && arguments[2] instanceof Object[] inner) {
            if (arguments[0] == TENSOR) {
                return tensor(inner);
            }
            if (arguments[0] == PARAMETER && inner.length > 0) {
                return inner[0];
            }
        }
        throw new PickleException("a tensor that is not described as PyTorch does");
    }

    private static long[] whole(Object[] values) {
        long[] result = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = whole(values[i]);
        }
        return result;
    }

    /** A whole number; larger ones than a {@code long} holds would wrap. */
    static long whole(Object value) {
        return switch (value) {
            case Integer number -> number;
            case Long number -> number;
            case BigInteger number when number.bitLength() < Long.SIZE -> number.longValue();
            case BigInteger number -> throw noWhole(number.toString());
            case Double number -> throw noWhole(number.toString());
            case null, default -> throw noWhole("something else");
        };
    }

    private static PickleException noWhole(String found) {
        return new PickleException("expected a whole number below 2^63, found " + found);
    }
}
