package dev.tornadovim.kernels.engine.tornado;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the kernel time of every task from TornadoVM's profile, a sequence of JSON objects. */
final class KernelTimes {

    private static final Pattern TASK =
            Pattern.compile(
                    "\"([^\"]+\\.[^\"]+)\"\\s*:\\s*\\{[^{}]*\"TASK_KERNEL_TIME\"\\s*:\\s*\"(\\d+)\"");

    private KernelTimes() {}

    /** Nanoseconds of the last execution by {@code graph.task}. */
    static Map<String, Long> of(String profile) {
        Map<String, Long> times = new HashMap<>();
        Matcher task = TASK.matcher(profile);
        while (task.find()) {
            times.put(task.group(1), Long.parseLong(task.group(2)));
        }
        return times;
    }
}
