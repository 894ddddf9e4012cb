package dev.tornadovim.kernels.engine.tornado;

import java.util.Map;

/** What the error codes of drivers mean: OpenCL's are negative, those of CUDA's driver positive. */
final class DriverError {

    private static final Map<String, String> MEANINGS =
            Map.ofEntries(
                    Map.entry("-4", "no device memory left"),
                    Map.entry(
                            "-5", "a kernel needs more registers or local memory than a group has"),
                    Map.entry("-6", "no host memory left"),
                    Map.entry("-11", "the driver does not compile the kernel"),
                    Map.entry("-14", "an earlier command of the queue failed"),
                    Map.entry("-36", "the command queue is broken by an earlier error"),
                    Map.entry("-45", "the kernel was not built"),
                    Map.entry("-46", "the kernel was not built"),
                    Map.entry("-48", "the kernel was not built"),
                    Map.entry("-54", "the device does not take the work-group of a kernel"),
                    Map.entry("-61", "the array is larger than the device allows"),
                    Map.entry("1", "invalid launch"),
                    Map.entry("2", "no device memory left"),
                    Map.entry("218", "the driver does not compile the kernel"),
                    Map.entry("400", "the kernel was not built"),
                    Map.entry("500", "the kernel was not built"),
                    Map.entry("700", "a kernel used memory that is not its own"),
                    Map.entry(
                            "701",
                            "a kernel needs more registers or local memory than a group has"),
                    Map.entry("719", "a kernel failed while it ran"));

    private DriverError() {}

    /** A code with its meaning: {@code no device memory left (code 2)}. */
    static String describe(String code) {
        String meaning = MEANINGS.get(code);
        return meaning == null ? "code " + code : meaning + " (code " + code + ")";
    }
}
