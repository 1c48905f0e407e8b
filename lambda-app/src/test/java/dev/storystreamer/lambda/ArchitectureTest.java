package dev.storystreamer.lambda;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of the house, for the modules that meet here. */
class ArchitectureTest {

    private static final String CORE = "dev.storystreamer.core..";
    private static final String BEDROCK = "dev.storystreamer.bedrock..";
    private static final String WEBSOCKET = "dev.storystreamer.websocket..";

    private final JavaClasses house = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.storystreamer");

    @Test
    void theCoreKnowsNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage(CORE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(CORE, "java..", "org.jspecify..")
                .check(house);
    }

    @Test
    void theAdaptersNeverSeeEachOther() {
        noClasses()
                .that()
                .resideInAPackage(BEDROCK)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(WEBSOCKET)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk.services.apigatewaymanagementapi..")
                .check(house);
        noClasses()
                .that()
                .resideInAPackage(WEBSOCKET)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BEDROCK)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk.services.bedrockruntime..")
                .check(house);
    }

    @Test
    void oneClassAloneNamesBothAdaptersClients() {
        noClasses()
                .that()
                .resideInAPackage("dev.storystreamer.lambda..")
                .and()
                .haveNameNotMatching(".*\\.Wiring(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(house);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .check(house);
    }
}
