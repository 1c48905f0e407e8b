package dev.storystreamer.infra;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.StackProps;

/** The CDK app of {@code cdk synth} and {@code cdk deploy}: one {@link StoryStack} with the settings of the context. */
public final class StoryApp {
    private StoryApp() {}

    /**
     * Writes the cloud assembly to the folder that the CDK command line expects.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        App app = new App();
        try {
            StoryContext context = StoryContext.read(
                    name -> app.getNode().tryGetContext(name), names(app), region(), LocalDate.now(ZoneOffset.UTC));
            printSettings(context, err);
            requireZip(context.settings().function().zip());
            new StoryStack(app, context.stackName(), StackProps.builder().build(), context.settings());
            Aspects.of(app).add(new AwsSolutionsChecks());
            app.synth();
        } catch (InvalidContextException e) {
            err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static Optional<String> region() {
        return Optional.ofNullable(System.getenv("CDK_DEFAULT_REGION")).filter(region -> !region.isEmpty());
    }

    private static Set<String> names(App app) {
        return app.getNode().getAllContext() instanceof Map<?, ?> context
                ? context.keySet().stream().map(String::valueOf).collect(Collectors.toSet())
                : Set.of();
    }

    private static void requireZip(Path zip) {
        if (!Files.isRegularFile(zip)) {
            throw new InvalidContextException(List.of(
                    "zip=" + zip + ": the file does not exist. Build it with ./mvnw -pl lambda-app -am package"));
        }
    }

    private static void printSettings(StoryContext context, PrintStream out) {
        out.println("Settings (to change one: -c name=value):");
        context.values().forEach((name, value) -> {
            if (!value.isEmpty()) {
                out.printf("  %-21s %s%n", name, value);
            }
        });
        if (context.settings().function().reservedConcurrency().isPresent()) {
            out.println("If the Lambda concurrency quota of the account is 10, add -c reservedConcurrency=none");
        }
    }
}
