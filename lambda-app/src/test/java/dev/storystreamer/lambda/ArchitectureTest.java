package dev.storystreamer.lambda;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dependency rules of the modules that the function consists of, and of its test environment. */
class ArchitectureTest {

    private static final String CORE = "dev.storystreamer.core..";
    private static final String PROTOCOL = "dev.storystreamer.protocol..";
    private static final String BEDROCK = "dev.storystreamer.bedrock..";
    private static final String WEBSOCKET = "dev.storystreamer.websocket..";
    private static final String LAMBDA = "dev.storystreamer.lambda..";
    private static final String AWS_LOCAL = "dev.storystreamer.awslocal..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.storystreamer");

    @Test
    void theCoreDependsOnTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage(CORE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(CORE, "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void theProtocolDependsOnTheCoreAndGsonOnly() {
        classes()
                .that()
                .resideInAPackage(PROTOCOL)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(PROTOCOL, CORE, "com.google.gson..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void theAdaptersDoNotDependOnEachOther() {
        noClasses()
                .that()
                .resideInAPackage(BEDROCK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        WEBSOCKET, PROTOCOL, LAMBDA, "software.amazon.awssdk.services.apigatewaymanagementapi..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(WEBSOCKET)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BEDROCK, LAMBDA, "software.amazon.awssdk.services.bedrockruntime..")
                .check(CLASSES);
    }

    @Test
    void onlyTheWiringDependsOnTheBedrockAdapter() {
        noClasses()
                .that()
                .resideInAPackage(LAMBDA)
                .and(not(belongToAnyOf(Wiring.class)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BEDROCK)
                .check(CLASSES);
    }

    @Test
    void onlyTheWiringDependsOnBothAdapters() {
        noClasses()
                .that(not(belongToAnyOf(Wiring.class)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BEDROCK)
                .andShould()
                .dependOnClassesThat()
                .resideInAPackage(WEBSOCKET)
                .check(CLASSES);
    }

    @Test
    void onlyTheWiringAndItsHttpClientDependOnTheSdk() {
        noClasses()
                .that()
                .resideInAPackage(LAMBDA)
                .and(not(belongToAnyOf(Wiring.class, ModelExchanges.class)))
                .should()
                .dependOnClassesThat(resideInAPackage("software.amazon.awssdk..")
                        .and(not(resideInAPackage("software.amazon.awssdk.eventstream..")))) // the priming server's
                .check(CLASSES);
    }

    @Test
    void awsLocalDependsOnNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage(AWS_LOCAL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE, PROTOCOL, BEDROCK, WEBSOCKET, LAMBDA)
                .check(CLASSES);
    }

    @Test
    void thePackagesHaveNoCycles() {
        slices().matching("dev.storystreamer.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void classNamesHaveNoEmptySuffix() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .check(CLASSES);
    }

    @Test
    void noSourceFileIsLongerThan300Lines() throws IOException {
        Path project = Path.of(System.getProperty("story.docs.directory")).resolveSibling("");
        try (Stream<Path> files = Files.walk(project)) {
            List<Path> tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> lines(file) > 300)
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
