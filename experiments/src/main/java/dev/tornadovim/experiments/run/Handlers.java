package dev.tornadovim.experiments.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * The JDK's handlers of signals, {@code sun.misc.Signal}: the only way to receive SIGUSR1. Uses
 * reflection, because the compiler warns about every mention of the class, and warnings are errors
 * here.
 */
final class Handlers {

    private Handlers() {}

    /** A handler that runs an action, each time on a new thread. */
    static Object of(Runnable action) {
        try {
            var type = Class.forName("sun.misc.SignalHandler");
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> call(proxy, method, arguments, action));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the JDK has no module jdk.unsupported", e);
        }
    }

    private static Object call(Object proxy, Method method, Object[] arguments, Runnable action) {
        return switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "handler of a signal";
        };
    }

    /** Sets a handler and returns the previous one; empty where the JVM itself uses the signal. */
    static Optional<Object> set(Signal signal, Object handler) {
        try {
            var type = Class.forName("sun.misc.Signal");
            var handlerType = Class.forName("sun.misc.SignalHandler");
            var real = type.getConstructor(String.class).newInstance(signal.name());
            return Optional.of(
                    type.getMethod("handle", type, handlerType).invoke(null, real, handler));
        } catch (InvocationTargetException e) {
            return Optional.empty(); // under -Xrs, signals are not Java's
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the JDK's signals are not as expected", e);
        }
    }
}
