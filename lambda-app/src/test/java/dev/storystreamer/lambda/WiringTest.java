package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.storystreamer.websocket.PrefetchedCredentials;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** How the environment configures the Bedrock client. */
class WiringTest {

    private static final SdkAsyncHttpClient HTTP =
            AwsCrtAsyncHttpClient.builder().build();

    /** The variables that Lambda sets. */
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
    void takesRegionAndCredentialsFromTheEnvironment() {
        try (BedrockRuntimeAsyncClient client = client(LAMBDA)) {
            assertThat(client.serviceClientConfiguration().region()).isEqualTo(Region.EU_WEST_1);
            assertThat(client.serviceClientConfiguration()
                            .credentialsProvider()
                            .resolveIdentity()
                            .join())
                    .isEqualTo(AwsSessionCredentials.create("ASIA", "secret", "token"));
        }
    }

    @Test
    void takesCredentialsWithoutASessionToken() {
        try (BedrockRuntimeAsyncClient client = client(with("AWS_SESSION_TOKEN", " "))) {
            assertThat(client.serviceClientConfiguration()
                            .credentialsProvider()
                            .resolveIdentity()
                            .join())
                    .isEqualTo(AwsBasicCredentials.create("ASIA", "secret"));
        }
    }

    @Test
    void usesTheSdksCredentialsProviderWithoutVariables() {
        assertThat(Wiring.credentialsSource(new Environment(Map.of("AWS_REGION", "eu-west-1"))))
                .isInstanceOf(DefaultCredentialsProvider.class);
    }

    @Test
    void callsTheEndpointOfTheEnvironment() {
        try (BedrockRuntimeAsyncClient client =
                client(with("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:1"))) {
            assertThat(client.serviceClientConfiguration().endpointOverride())
                    .contains(URI.create("http://127.0.0.1:1"));
        }
    }

    @Test
    void namesTheVariableThatIsNotAUri() {
        Map<String, String> wrong = with("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://a b");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(wrong).close())
                .withMessage("AWS_ENDPOINT_URL_BEDROCK_RUNTIME must be a URI, but is http://a b");
    }

    private static BedrockRuntimeAsyncClient client(Map<String, String> environment) {
        Environment variables = new Environment(environment);
        return Wiring.bedrockClient(variables, new PrefetchedCredentials(Wiring.credentialsSource(variables)), HTTP);
    }

    private static Map<String, String> with(String variable, String value) {
        Map<String, String> more = new HashMap<>(LAMBDA);
        more.put(variable, value);
        return more;
    }
}
