package dev.storystreamer.infra;

import static dev.storystreamer.infra.SynthesizedStack.elements;
import static dev.storystreamer.infra.SynthesizedStack.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {
    private static final String APPLICATION =
            "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abc123";

    @Test
    void allowsAFoundationModelInTheStackRegion() {
        assertThat(allowedFor("modelId=amazon.nova-lite-v1:0"))
                .containsExactly("<model in stack region>/amazon.nova-lite-v1:0");
    }

    @Test
    void allowsAFoundationModelByItsArn() {
        assertThat(allowedFor("modelId=arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"))
                .containsExactly("<model in stack region>/amazon.nova-lite-v1:0");
    }

    @Test
    void allowsAGlobalProfileAndItsModelInAllRegionsThroughTheProfileOnly() {
        assertThat(allowedFor("modelId=global.amazon.nova-2-lite-v1:0"))
                .containsExactly(
                        "<profile>/global.amazon.nova-2-lite-v1:0 if {aws:RequestedRegion=<AWS::Region>}",
                        "<model in stack region>/amazon.nova-2-lite-v1:0 if {aws:RequestedRegion=<AWS::Region>,"
                                + " bedrock:InferenceProfileArn=<profile>/global.amazon.nova-2-lite-v1:0}",
                        "<model>:/amazon.nova-2-lite-v1:0 if {aws:RequestedRegion=unspecified,"
                                + " bedrock:InferenceProfileArn=<profile>/global.amazon.nova-2-lite-v1:0}");
    }

    @Test
    void allowsAGeographicProfileAndItsModelInTheGeographyThroughTheProfileOnly() {
        String condition = " if {bedrock:InferenceProfileArn=<profile>/jp.amazon.nova-2-lite-v1:0}";

        assertThat(allowedFor("modelId=jp.amazon.nova-2-lite-v1:0"))
                .containsExactly(
                        "<profile>/jp.amazon.nova-2-lite-v1:0",
                        "<model in stack region>/amazon.nova-2-lite-v1:0" + condition,
                        "<model>:ap-northeast-1/amazon.nova-2-lite-v1:0" + condition,
                        "<model>:ap-northeast-3/amazon.nova-2-lite-v1:0" + condition);
    }

    @Test
    void allowsAnApplicationProfileAndItsModelThroughTheProfileOnly() {
        assertThat(allowedFor("modelId=" + APPLICATION, "profileSource=amazon.nova-lite-v1:0"))
                .containsExactly(
                        APPLICATION,
                        "<model in stack region>/amazon.nova-lite-v1:0 if {bedrock:InferenceProfileArn=" + APPLICATION
                                + "}");
    }

    @Test
    void allowsTheApplicationProfileButNotTheSystemProfileItWasCreatedFrom() {
        assertThat(allowedFor("modelId=" + APPLICATION, "profileSource=global.amazon.nova-2-lite-v1:0"))
                .hasSize(3)
                .noneMatch(allowed -> allowed.startsWith("<profile>"))
                .filteredOn(allowed -> !allowed.equals(APPLICATION))
                .allMatch(allowed -> allowed.endsWith("bedrock:InferenceProfileArn=" + APPLICATION + "}"));
    }

    @Test
    void allowsAGuardrailIfThereIsOne() {
        assertThat(SynthesizedStack.with("guardrailId=abc123", "guardrailVersion=1")
                        .statements())
                .filteredOn(statement -> statement.get("Action").toString().contains("Guardrail"))
                .singleElement()
                .satisfies(statement -> assertThat(text(statement.get("Resource")))
                        .isEqualTo("arn:<AWS::Partition>:bedrock:<AWS::Region>:<AWS::AccountId>:guardrail/abc123"));
    }

    @Test
    void requiresTheSourceOfAnApplicationProfile() {
        assertThatThrownBy(() -> Model.of(APPLICATION, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("set profileSource to the model or profile that it was created from");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nova",
                "Amazon.Nova",
                "",
                "amazon.nova lite",
                "*",
                "amazon.*",
                "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abc",
                "arn:aws:s3:::bucket"
            })
    void rejectsOtherIds(String id) {
        assertThatThrownBy(() -> Model.of(id, Optional.empty())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "eu.amazon.nova-2-lite-v1:0, us-east-1, eu.amazon.nova-2-lite-v1:0 does not exist in us-east-1",
        "us.amazon.nova-2-lite-v1:0, eu-west-1, does not exist in eu-west-1",
        "us.amazon.nova-2-lite-v1:0, us-gov-west-1, does not exist in us-gov-west-1",
        "us-gov.amazon.nova-lite-v1:0, us-east-1, does not exist in us-east-1",
        "jp.amazon.nova-2-lite-v1:0, ap-southeast-2, does not exist in ap-southeast-2",
        "global.amazon.nova-2-lite-v1:0, us-gov-west-1, global profiles exist only in commercial regions",
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0, us-west-2, is in us-east-1",
    })
    void reportsAModelThatTheRegionDoesNotHave(String id, String region, String problem) {
        assertThat(Model.of(id, Optional.empty()).problemIn(region))
                .get()
                .asString()
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "eu.amazon.nova-2-lite-v1:0, eu-west-1",
        "us.amazon.nova-2-lite-v1:0, us-west-2",
        "us-gov.amazon.nova-lite-v1:0, us-gov-west-1",
        "jp.amazon.nova-2-lite-v1:0, ap-northeast-1",
        "apac.amazon.nova-lite-v1:0, ap-south-1",
        "global.amazon.nova-2-lite-v1:0, sa-east-1",
        "amazon.nova-lite-v1:0, us-east-1",
    })
    void acceptsAModelThatTheRegionHas(String id, String region) {
        assertThat(Model.of(id, Optional.empty()).problemIn(region)).isEmpty();
    }

    /** Returns the models that the stack's role can invoke, in short form. */
    private static List<String> allowedFor(String... context) {
        return SynthesizedStack.with(context).statements().stream()
                .filter(statement -> statement.get("Action").toString().contains("bedrock:"))
                .peek(statement ->
                        assertThat(text(statement.get("Action"))).isEqualTo("bedrock:InvokeModelWithResponseStream"))
                .flatMap(statement -> elements(statement.get("Resource"))
                        .map(resource -> shortForm(text(resource)) + conditionOf(statement)))
                .toList();
    }

    private static String conditionOf(JsonObject statement) {
        if (!statement.has("Condition")) {
            return "";
        }
        Map<String, String> conditions = new TreeMap<>();
        statement
                .getAsJsonObject("Condition")
                .getAsJsonObject("StringEquals")
                .entrySet()
                .forEach(entry -> conditions.put(entry.getKey(), shortForm(text(entry.getValue()))));
        return " if " + conditions;
    }

    private static String shortForm(String arn) {
        return arn.replace("arn:<AWS::Partition>:bedrock:<AWS::Region>:<AWS::AccountId>:inference-profile", "<profile>")
                .replace("arn:<AWS::Partition>:bedrock:<AWS::Region>::foundation-model", "<model in stack region>")
                .replaceAll("arn:<AWS::Partition>:bedrock:([a-z0-9-]*)::foundation-model", "<model>:$1");
    }
}
