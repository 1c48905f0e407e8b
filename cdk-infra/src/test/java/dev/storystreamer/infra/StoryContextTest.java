package dev.storystreamer.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoryContextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memorySize=128 | memorySize=128: must be a whole number from 256 to 10240",
                "memorySize=lots | memorySize=lots: must be a whole number",
                "memorySize=-1 | must be a whole number",
                "memorySize=1e3 | must be a whole number",
                "memorySize=99999999999 | must be a whole number",
                "timeoutSeconds=901 | from 5 to 900",
                "architecture=sparc | architecture=sparc: must be one of arm64, x86_64",
                "javaRuntime=java17 | must be one of java21, java25",
                "invocation=later | must be one of async, sync",
                "auth=basic | must be one of iam, jwt, none",
                "auth=jwt | auth=jwt needs jwtIssuer and jwtAudience",
                "jwtIssuer=https://issuer.example | belong to auth=jwt, not to auth=none",
                "allowedOrigins=https://a.example/page | must be origins",
                "snapStart=yes | must be one of false, true",
                "logRetentionDays=31 | must be one of",
                "accessLogs=maybe | must be one of off, on, with-account-role",
                "modelId=nova | is not a model id",
                "temperature=2 | must be a number from 0 to 1",
                "guardrailId=abc | give both or neither",
                "alarmEmail=nobody | must be an e-mail address",
                "monthlyBudgetUsd=10 | monthlyBudgetUsd needs alarmEmail",
                "reservedConcurrency=0 | from 1 to 1000",
                "stackName=9lives | must be letters",
                "modleId=x | modleId: unknown setting; the settings are stackName,",
            })
    void reportsAnInvalidValue(String value, String sentence) {
        assertThatThrownBy(() -> SynthesizedStack.context(value))
                .isInstanceOf(InvalidContextException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void reportsAllInvalidValuesAtOnce() {
        assertThatThrownBy(() -> SynthesizedStack.context("memorySize=1", "auth=x", "throttleRate=0"))
                .hasMessageContainingAll("memorySize=1", "auth=x", "throttleRate=0");
    }

    @Test
    void reportsAnInvalidModelIdInOneSentence() {
        assertThatThrownBy(() -> SynthesizedStack.context("modelId=foo"))
                .hasMessage("modelId: foo is not a model id, such as global.amazon.nova-2-lite-v1:0 or"
                        + " amazon.nova-lite-v1:0");
    }

    @Test
    void rejectsAModelThatTheRegionDoesNotHave() {
        assertThatThrownBy(() -> SynthesizedStack.contextIn(
                        Optional.of("us-east-1"), Map.of("modelId", "eu.amazon.nova-2-lite-v1:0")))
                .isInstanceOf(InvalidContextException.class)
                .hasMessage(
                        "eu.amazon.nova-2-lite-v1:0 does not exist in us-east-1: profiles with the prefix \"eu.\" exist"
                                + " only in the regions of that geography");
    }

    @Test
    void rejectsAModelAfterItsEndOfLife() {
        assertThatThrownBy(() -> SynthesizedStack.context("modelId=us.anthropic.claude-3-7-sonnet-20250219-v1:0"))
                .isInstanceOf(InvalidContextException.class)
                .hasMessageContaining("reached its end of life on Bedrock on 2026-04-28");
    }

    @Test
    void acceptsJsonValuesFromCdkJson() {
        Map<String, Object> json = Map.of("memorySize", 1024.0, "snapStart", false, "zip", "some.zip");

        FunctionSettings function = StoryContext.read(
                        json::get, json.keySet(), Optional.empty(), SynthesizedStack.TODAY)
                .settings()
                .function();

        assertThat(function.memoryMb()).isEqualTo(1024);
        assertThat(function.snapStart()).isFalse();
    }

    @Test
    void ignoresTheContextOfTheCdkItself() {
        Map<String, String> context =
                SynthesizedStack.valuesOf("@aws-cdk/core:newStyle=true", "aws:cdk:bundling=x", "cli-telemetry=false");

        assertThat(SynthesizedStack.context(context).stackName()).isEqualTo("StoryStack");
    }

    @Test
    void derivesTheJwksUrlFromTheIssuer() {
        StoryContext context = SynthesizedStack.context(
                "auth=jwt",
                "jwtIssuer=https://issuer.example/pool/",
                "jwtAudience=stories",
                "allowedOrigins=https://a.example,https://b.example");

        assertThat(context.settings().api().authorization())
                .isEqualTo(new ConnectAuthorization.Jwt(
                        URI.create("https://issuer.example/pool/"),
                        "stories",
                        URI.create("https://issuer.example/pool/.well-known/jwks.json"),
                        List.of("https://a.example", "https://b.example")));
    }

    @Test
    void limitsTheTimeoutByTheInvocationMode() {
        assertThat(SynthesizedStack.context().settings().function().timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(SynthesizedStack.context("invocation=sync")
                        .settings()
                        .function()
                        .timeout())
                .isEqualTo(Duration.ofSeconds(29));
        assertThatThrownBy(() -> SynthesizedStack.context("invocation=sync", "timeoutSeconds=60"))
                .hasMessageContaining("timeoutSeconds=60: must be a whole number from 5 to 29");
    }

    @Test
    void reservesNoConcurrencyIfDisabled() {
        assertThat(SynthesizedStack.context("reservedConcurrency=none")
                        .settings()
                        .function()
                        .reservedConcurrency())
                .isEmpty();
    }

    @Test
    void isDocumentedInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(SynthesizedStack.context().values().keySet())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
    }
}
