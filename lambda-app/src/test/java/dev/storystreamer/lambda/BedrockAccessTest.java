package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.storystreamer.bedrock.BedrockHttpLlmStream;
import dev.storystreamer.bedrock.BedrockLlmStream;
import dev.storystreamer.bedrock.BedrockOptions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/** Which road leads to the model. */
class BedrockAccessTest {

    private static final SdkAsyncHttpClient HTTP =
            AwsCrtAsyncHttpClient.builder().build();

    /** As Lambda sets it. */
    private static final Map<String, String> LAMBDA = Map.of(
            "AWS_LAMBDA_FUNCTION_NAME", "story",
            "AWS_REGION", "eu-west-1",
            "AWS_ACCESS_KEY_ID", "ASIA",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "AWS_SESSION_TOKEN", "token");

    @AfterAll
    static void closeHttp() {
        HTTP.close();
    }

    @Test
    void isStraightOverHttpInAFunction() {
        try (BedrockAccess access = access(LAMBDA)) {
            assertThat(access.model()).isInstanceOf(BedrockHttpLlmStream.class);
            assertThat(access.region()).isEqualTo(Region.EU_WEST_1);
            assertThat(access.credentials().resolveIdentity().join())
                    .isEqualTo(AwsSessionCredentials.create("ASIA", "secret", "token"));
        }
    }

    @Test
    void asksLambdaForTheCredentialsOfARestoredFunction() {
        Map<String, String> snapStart = Map.of(
                "AWS_LAMBDA_FUNCTION_NAME", "story",
                "AWS_REGION", "eu-west-1",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9001/2021-08-23/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN", "token");

        try (BedrockAccess access = access(snapStart)) {
            assertThat(access.model()).isInstanceOf(BedrockHttpLlmStream.class);
            assertThat(access.credentials()).isInstanceOf(ContainerCredentialsProvider.class);
        }
        Map<String, String> elsewhere = new HashMap<>(snapStart);
        elsewhere.remove("AWS_LAMBDA_FUNCTION_NAME"); // where a profile goes first
        try (BedrockAccess access = access(elsewhere)) {
            assertThat(access.model()).isInstanceOf(BedrockLlmStream.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS_BEARER_TOKEN_BEDROCK",
                "AWS_CONFIG_FILE",
                "AWS_ENDPOINT_URL",
                "AWS_USE_DUALSTACK_ENDPOINT",
                "AWS_USE_FIPS_ENDPOINT"
            })
    void leavesToTheSdkWhatOnlyTheSdkKnows(String variable) {
        try (BedrockAccess access = access(and(LAMBDA, variable, "https://example.com"))) {
            assertThat(access.model()).isInstanceOf(BedrockLlmStream.class);
            assertThat(access.region()).isEqualTo(Region.EU_WEST_1);
        }
        try (BedrockAccess access = access(and(LAMBDA, variable, " "))) {
            assertThat(access.model()).isInstanceOf(BedrockHttpLlmStream.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws.endpointUrl",
                "aws.endpointUrlBedrockRuntime",
                "aws.useDualstackEndpoint",
                "aws.useFipsEndpoint"
            })
    void leavesToTheSdkWhatIsSetForTheJavaVirtualMachine(String property) {
        System.setProperty(property, property.contains("Url") ? "http://127.0.0.1:1" : "true");
        try (BedrockAccess access = access(LAMBDA)) {
            assertThat(access.model()).isInstanceOf(BedrockLlmStream.class);
        } finally {
            System.clearProperty(property);
        }
    }

    /** Whose profile may ask for FIPS, another endpoint or another account. */
    @Test
    void leavesALaptopToTheSdkUnlessItNamesTheEndpoint() {
        Map<String, String> laptop = new HashMap<>(LAMBDA);
        laptop.remove("AWS_LAMBDA_FUNCTION_NAME");
        try (BedrockAccess access = access(laptop)) {
            assertThat(access.model()).isInstanceOf(BedrockLlmStream.class);
        }
        try (BedrockAccess access = access(and(laptop, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:1"))) {
            assertThat(access.model()).isInstanceOf(BedrockHttpLlmStream.class);
        }
    }

    @Test
    void namesTheVariableThatIsNoAddress() {
        Map<String, String> wrong = and(LAMBDA, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://a b");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> access(wrong).close())
                .withMessage("AWS_ENDPOINT_URL_BEDROCK_RUNTIME must be a URI, but is http://a b");
    }

    @Test
    void leavesItToTheSdkToFindCredentialsElsewhere() {
        try (BedrockAccess access = access(Map.of("AWS_REGION", "eu-west-1"))) {
            assertThat(access.model()).isInstanceOf(BedrockLlmStream.class);
            assertThat(access.region()).isEqualTo(Region.EU_WEST_1);
        }
    }

    private static BedrockAccess access(Map<String, String> environment) {
        return BedrockAccess.from(new Variables(environment), HTTP, new CrtSigner(), BedrockOptions.of("m"));
    }

    private static Map<String, String> and(Map<String, String> environment, String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return more;
    }
}
