package dev.tornadovim.experiments;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import dev.tornadovim.kernels.engine.tornado.SdkLaunch;

/** Imports run one way: experiments to pipeline to kernels, and pipeline to data. */
@AnalyzeClasses(packages = "dev.tornadovim", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule modules =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("dev.tornadovim..")
                    .layer("kernels")
                    .definedBy("dev.tornadovim.kernels..")
                    .layer("data")
                    .definedBy("dev.tornadovim.data..")
                    .layer("pipeline")
                    .definedBy("dev.tornadovim.pipeline..")
                    .layer("experiments")
                    .definedBy("dev.tornadovim.experiments..")
                    .ensureAllClassesAreContainedInArchitecture()
                    .whereLayer("experiments")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("pipeline")
                    .mayOnlyBeAccessedByLayers("experiments")
                    .whereLayer("data")
                    .mayOnlyBeAccessedByLayers("pipeline", "experiments")
                    .whereLayer("kernels")
                    .mayOnlyBeAccessedByLayers("pipeline", "experiments");

    @ArchTest
    static final ArchRule onlyKernelsKnowTornadoVm =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.tornadovim.kernels..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("uk.ac.manchester.tornado..");

    @ArchTest
    static final ArchRule kernelsKnowNoVectorsOutsideTheCpuForms =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.tornadovim.kernels..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jdk.incubator.vector..");

    @ArchTest
    static final ArchRule packagesOfExperimentsHaveNoCycles =
            slices().matching("dev.tornadovim.experiments.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheCommandLineWritesToStandardStreams =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.tornadovim.experiments..")
                    .and()
                    .doNotBelongToAnyOf(SdkLaunch.class) // a program of its own, run before ours
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err");
}
