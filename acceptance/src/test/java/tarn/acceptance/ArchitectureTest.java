package tarn.acceptance;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tarn.kernel.Part;

/** The structure that ARCHITECTURE.md and STYLE promise, each rule a sentence. */
class ArchitectureTest {

    private static final JavaClasses TARN = read("target/classes");
    private static final JavaClasses TESTS = read("target/test-classes");

    private static JavaClasses read(String output) {
        var folders = new ArrayList<Path>();
        for (var module : Tree.modules()) {
            var folder = module.resolve(output);
            if (Files.isDirectory(folder)) {
                folders.add(folder);
            }
        }
        return new ClassFileImporter().importPaths(folders);
    }

    @Test
    void theClassesOfAllModulesWereRead() {
        assertThat(TARN.stream().map(JavaClass::getPackageName).distinct())
                .contains("tarn.kernel", "tarn.wire.protocol", "tarn.services.iam", "tarn.services.sts");
    }

    @Test
    void theKernelKnowsNobody() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "tarn.kernel..",
                        "tarn.store..",
                        "tarn.codec..",
                        "tarn.blobs..",
                        "tarn.seal..",
                        "tarn.time..",
                        "tarn.audit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tarn.wire..", "tarn.services..", "tarn.engines..", "tarn.server..")
                .check(TARN);
    }

    @Test
    void wireKnowsNoServiceOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("tarn.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tarn.services..", "tarn.engines..", "tarn.server..")
                .check(TARN);
    }

    @Test
    void servicesKnowNoProtocolAndNoServer() {
        noClasses()
                .that()
                .resideInAPackage("tarn.services..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tarn.wire..", "tarn.server..")
                .check(TARN);
    }

    @Test
    void servicesDoNotKnowEachOther() {
        SlicesRuleDefinition.slices()
                .matching("tarn.services.(*)..")
                .should()
                .notDependOnEachOther()
                .check(TARN);
    }

    @Test
    void onlyTheServerSeesAll() {
        noClasses()
                .that()
                .resideOutsideOfPackage("tarn.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tarn.server..")
                .check(TARN);
    }

    @Test
    void whatServicesAskOfEnginesSpeaksOnlyTheJavaLanguage() {
        var doors = new ClassFileImporter().importPath(Tree.ROOT.resolve("engines/api/target/classes"));
        assertThat(doors).isNotEmpty();
        classes()
                .should()
                .onlyDependOnClassesThat(describe(
                        "the JDK's or the doors' own",
                        type -> type.getPackageName().startsWith("java.")
                                || type.getPackageName().equals("org.jspecify.annotations")
                                || doors.contain(type.getBaseComponentType().getName())
                                || type.getBaseComponentType().isPrimitive()))
                .check(doors);
    }

    @Test
    void onlyWireAndTheKernelsFormatsTouchTheInnardsOfTheSdk() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "tarn.wire..", "tarn.kernel..", "tarn.codec..", "tarn.audit..", "tarn.authorization..")
                .should()
                .dependOnClassesThat(describe(
                        "the SDK's innards",
                        type -> type.getPackageName().startsWith("software.amazon.awssdk.protocols")
                                || type.getPackageName().contains(".transform")
                                || type.getName().equals("software.amazon.awssdk.core.SdkField")))
                .check(TARN);
    }

    @Test
    void aServiceShowsOnePublicClass() {
        var shown = new TreeMap<String, List<String>>();
        for (var type : TARN) {
            var name = type.getPackageName();
            if (name.matches("tarn\\.services\\.[a-z0-9]+") && isShown(type)) {
                shown.computeIfAbsent(name, key -> new ArrayList<>()).add(type.getSimpleName());
            }
        }
        assertThat(shown)
                .isNotEmpty()
                .allSatisfy((name, types) -> assertThat(types).as(name).hasSize(1));
    }

    private static boolean isShown(JavaClass type) {
        return type.getModifiers().contains(PUBLIC)
                && type.isTopLevelClass()
                && !type.getSimpleName().equals("package-info");
    }

    @Test
    void partsAreFinalAndPackagePrivate() {
        classes()
                .that()
                .areAssignableTo(Part.class)
                .and()
                .areNotInterfaces()
                .should(have("be final", type -> type.getModifiers().contains(FINAL)))
                .andShould(have("not be public", type -> !type.getModifiers().contains(PUBLIC)))
                .check(TARN);
    }

    @Test
    void nobodySleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(TESTS);
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .check(TESTS);
        noClasses()
                .that()
                .resideInAnyPackage("tarn.services..", "tarn.kernel..", "tarn.store..", "tarn.wire..")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .check(TARN);
    }

    @Test
    void servicesAskThePlatformForTimeAndChance() {
        noClasses()
                .that()
                .resideInAPackage("tarn.services..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .check(TARN);
    }

    @Test
    void nobodyMocks() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mockito..", "org.easymock..")
                .check(TESTS);
    }

    @Test
    void namesAreNounsOfTheField() {
        noClasses()
                .that()
                .doNotHaveModifier(ABSTRACT)
                .should()
                // AWS itself calls a service so
                .haveNameMatching(".*((?<!\\.Secrets)Manager|Helper|Util|Utils|Impl)")
                .check(TARN);
        noClasses()
                .should()
                .resideInAnyPackage("..common..", "..util..", "..impl..")
                .check(TARN);
    }

    private static DescribedPredicate<JavaClass> describe(
            String words, java.util.function.Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(words, predicate);
    }

    private static ArchCondition<JavaClass> have(String words, java.util.function.Predicate<JavaClass> holds) {
        return new ArchCondition<>(words) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(type, holds.test(type), type.getName() + " should " + words));
            }
        };
    }
}
