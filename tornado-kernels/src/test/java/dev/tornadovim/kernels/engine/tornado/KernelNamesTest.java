package dev.tornadovim.kernels.engine.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.util.List;
import java.util.Set;

/** A kernel is compiled under its Java name, so that must be no word of CUDA C or OpenCL C. */
class KernelNamesTest {

    /** Keywords, and functions that CUDA declares for every translation unit. */
    private static final Set<String> TAKEN =
            Set.of(
                    "abs",
                    "acos",
                    "asin",
                    "atan",
                    "auto",
                    "barrier",
                    "cbrt",
                    "ceil",
                    "clamp",
                    "clock",
                    "constant",
                    "copysign",
                    "cos",
                    "cross",
                    "distance",
                    "dot",
                    "erf",
                    "exp",
                    "exp2",
                    "expm1",
                    "extern",
                    "fabs",
                    "floor",
                    "fma",
                    "fmax",
                    "fmin",
                    "fmod",
                    "free",
                    "gamma",
                    "global",
                    "half",
                    "hypot",
                    "inline",
                    "kernel",
                    "length",
                    "local",
                    "log",
                    "log1p",
                    "log2",
                    "logb",
                    "malloc",
                    "max",
                    "memcpy",
                    "memset",
                    "min",
                    "mix",
                    "mul24",
                    "norm",
                    "normalize",
                    "pow",
                    "printf",
                    "private",
                    "register",
                    "remainder",
                    "rint",
                    "round",
                    "rsqrt",
                    "select",
                    "shuffle",
                    "sign",
                    "signed",
                    "sin",
                    "sqrt",
                    "step",
                    "tan",
                    "tanh",
                    "template",
                    "trunc",
                    "union",
                    "unsigned",
                    "vector");

    @Test
    void noKernelHasTheNameOfADeviceFunction() {
        List<JavaMethod> kernels =
                new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("dev.tornadovim.kernels")
                                .stream()
                                .filter(type -> type.getSimpleName().endsWith("Kernels"))
                                .map(JavaClass::getMethods)
                                .flatMap(Set::stream)
                                .filter(KernelNamesTest::isKernel)
                                .toList();
        assertThat(kernels).hasSizeGreaterThan(20);
        assertThat(kernels).filteredOn(k -> TAKEN.contains(k.getName())).isEmpty();
    }

    private static boolean isKernel(JavaMethod method) {
        return method.getRawReturnType().isEquivalentTo(void.class)
                && method.getRawParameterTypes().stream()
                        .anyMatch(type -> type.isEquivalentTo(FloatArray.class));
    }
}
