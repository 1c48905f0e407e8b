package dev.storystreamer.infra;

import static dev.storystreamer.infra.SynthesizedStack.elements;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.assertions.Match;

/**
 * Creates the stack in every combination of the options that change its resources. The options that change only properties
 * rotate. Writes each template to {@code target/templates} for cfn-lint.
 */
class EveryCombinationTest {
    private static final Path TEMPLATES = Path.of("target", "templates");
    private static final List<List<String>> COMBINED = List.of(
            List.of("invocation=async", "invocation=sync"),
            List.of(
                    "auth=none",
                    "auth=iam",
                    "auth=jwt jwtIssuer=https://issuer.example jwtAudience=stories allowedOrigins=https://a.example"),
            List.of("accessLogs=off", "accessLogs=on", "accessLogs=with-account-role"),
            List.of("tracing=false", "tracing=true"),
            List.of(
                    "alarms=false dashboard=false",
                    "alarms=true dashboard=true",
                    "alarms=true dashboard=true alarmEmail=team@example.com monthlyBudgetUsd=100"));
    private static final List<List<String>> ROTATED = List.of(
            List.of("snapStart=true", "snapStart=false"),
            List.of("javaRuntime=java25", "javaRuntime=java25", "javaRuntime=java21"),
            List.of("architecture=arm64", "architecture=x86_64", "architecture=arm64", "architecture=arm64"),
            List.of("reservedConcurrency=20", "reservedConcurrency=none"),
            List.of("maxTokens=1024", "guardrailId=abc123 guardrailVersion=1", "temperature=0.3 systemPrompt=Short."),
            List.of(
                    "modelId=global.amazon.nova-2-lite-v1:0",
                    "modelId=eu.amazon.nova-2-lite-v1:0",
                    "modelId=amazon.nova-lite-v1:0",
                    "modelId=arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc"
                            + " profileSource=us.amazon.nova-2-lite-v1:0",
                    "modelId=arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-2-lite-v1:0"));

    @BeforeAll
    static void deleteTheTemplatesOfAnEarlierRun() throws IOException {
        Files.createDirectories(TEMPLATES);
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void hasNoFindingsAndNoWildcardPermissions(String options) throws IOException {
        SynthesizedStack stack = SynthesizedStack.with(options.split(" "));

        stack.annotations().hasNoError("*", Match.anyValue());
        assertThat(stack.annotations().findWarning("*", Match.stringLikeRegexp("AwsSolutions.*")))
                .isEmpty();
        assertThat(stack.statements()).isNotEmpty().allSatisfy(EveryCombinationTest::hasNoWildcards);
        Files.writeString(
                TEMPLATES.resolve(Integer.toHexString(options.hashCode()) + ".template.json"),
                new GsonBuilder().setPrettyPrinting().create().toJson(stack.json()));
    }

    static Stream<String> combinations() {
        List<String> all = List.of("");
        for (List<String> option : COMBINED) {
            all = all.stream()
                    .flatMap(before -> option.stream().map(value -> (before + " " + value).strip()))
                    .toList();
        }
        List<String> complete = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            StringBuilder options = new StringBuilder(all.get(i));
            for (List<String> option : ROTATED) {
                options.append(' ').append(option.get(i % option.size()));
            }
            complete.add(options.toString());
        }
        return complete.stream();
    }

    private static void hasNoWildcards(JsonObject statement) {
        List<String> actions =
                elements(statement.get("Action")).map(SynthesizedStack::text).toList();
        assertThat(actions).noneMatch(action -> action.contains("*"));
        if (!actions.stream().allMatch(action -> action.startsWith("xray:"))) {
            assertThat(elements(statement.get("Resource")).map(SynthesizedStack::text))
                    .allMatch(resource -> resource.matches("[^*]+(/@connections/\\*)?"));
        }
    }
}
