package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.jvm.JvmRuntime;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Marks tests that run on a device of the TornadoVM SDK. With the SDK, the build runs them in a JVM
 * of their own; everywhere else they are skipped, with the reason.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Tag("device")
@ExtendWith(OnDevice.Condition.class)
public @interface OnDevice {

    /** Skips where there is no device. */
    final class Condition implements ExecutionCondition {

        private static final String RUNTIME = "tornado.load.api.implementation";
        private static final AtomicBoolean NAMED = new AtomicBoolean();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (System.getProperty(RUNTIME) == null || JvmRuntime.isInstalled()) {
                return ConditionEvaluationResult.disabled(TornadoDevices.withoutRuntime());
            }
            return TornadoDevices.problem()
                    .map(ConditionEvaluationResult::disabled)
                    .orElseGet(() -> ConditionEvaluationResult.enabled("on " + device()));
        }

        private static DeviceInfo device() {
            DeviceInfo device = TornadoDevices.all().getFirst();
            if (NAMED.compareAndSet(false, true)) {
                System.out.println("Device tests run on " + device);
            }
            return device;
        }
    }
}
