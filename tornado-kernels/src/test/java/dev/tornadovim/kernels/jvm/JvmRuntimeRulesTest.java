package dev.tornadovim.kernels.jvm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The runtime stands alone, and no engine switches it on. */
@AnalyzeClasses(
        packages = "dev.tornadovim.kernels",
        importOptions = ImportOption.DoNotIncludeTests.class)
class JvmRuntimeRulesTest {

    private static final String RUNTIME = "dev.tornadovim.kernels.jvm..";

    @ArchTest
    static final ArchRule needsTheJdkAndTornadoVmOnly =
            classes()
                    .that()
                    .resideInAPackage(RUNTIME)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(RUNTIME, "uk.ac.manchester.tornado.api..", "java..");

    @ArchTest
    static final ArchRule nothingElseUsesIt =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(RUNTIME)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(RUNTIME);
}
