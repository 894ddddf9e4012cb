package dev.tornadovim.kernels.engine.tornado;

import java.util.Arrays;
import java.util.Locale;

/** TornadoVM's backends, the fastest first as measured (README of this module, "Backends"). */
public enum Backend {
    /** CUDA C by NVRTC, with cuBLAS and CUDA graphs; from 5.0 on. */
    CUDA,
    /** OpenCL C; in every release. */
    OPENCL,
    /** PTX text; up to 5.2. */
    PTX;

    /** Place of a backend in this list by TornadoVM's name; behind all others if it is unknown. */
    static int rank(String name) {
        return Arrays.stream(values())
                .filter(backend -> backend.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .map(Backend::ordinal)
                .orElse(values().length);
    }
}
