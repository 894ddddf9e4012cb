package dev.tornadovim.kernels.engine.tornado;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the last execution of a graph spent, from TornadoVM's profile: a JSON object an execution, one
 * behind the other.
 *
 * @param kernels nanoseconds of every kernel by {@code graph.task}
 * @param copyIn nanoseconds of copies to the device
 * @param copyOut nanoseconds of copies to the host
 */
record KernelTimes(Map<String, Long> kernels, long copyIn, long copyOut) {

    private static final Pattern TASK =
            Pattern.compile(
                    "\"([^\"]+\\.[^\"]+)\"\\s*:\\s*\\{[^{}]*\"TASK_KERNEL_TIME\"\\s*:\\s*\"(\\d+)\"");
    private static final Pattern COPY_IN = Pattern.compile("\"COPY_IN_TIME\"\\s*:\\s*\"(\\d+)\"");
    private static final Pattern COPY_OUT = Pattern.compile("\"COPY_OUT_TIME\"\\s*:\\s*\"(\\d+)\"");

    /** Reads the profile of {@code graph}, all its executions so far. */
    static KernelTimes ofLast(String graph, String profile) {
        String last = profile.substring(Math.max(0, profile.lastIndexOf("\"" + graph + "\": {")));
        Map<String, Long> kernels = new LinkedHashMap<>();
        Matcher task = TASK.matcher(last);
        while (task.find()) {
            kernels.put(task.group(1), Long.parseLong(task.group(2)));
        }
        return new KernelTimes(kernels, nanos(COPY_IN, last), nanos(COPY_OUT, last));
    }

    private static long nanos(Pattern pattern, String profile) {
        Matcher matcher = pattern.matcher(profile);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
