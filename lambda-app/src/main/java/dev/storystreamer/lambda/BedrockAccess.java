package dev.storystreamer.lambda;

import static software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR;

import dev.storystreamer.bedrock.BedrockEndpoint;
import dev.storystreamer.bedrock.BedrockHttpLlmStream;
import dev.storystreamer.bedrock.BedrockLlmStream;
import dev.storystreamer.bedrock.BedrockOptions;
import dev.storystreamer.core.LlmStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;

/**
 * The model, and who asks it: straight over HTTP where the environment says all that takes, as Lambda's does, and
 * through the SDK's own client where it takes the SDK's knowledge of profiles, tokens and special endpoints.
 *
 * @param model the model
 * @param region where requests are signed for
 * @param credentials asked for every request
 * @param closing frees what was made for it; the HTTP client is not its own
 */
record BedrockAccess(
        LlmStream model,
        Region region,
        IdentityProvider<? extends AwsCredentialsIdentity> credentials,
        Runnable closing)
        implements AutoCloseable {

    private static final String REGION = "AWS_REGION";
    private static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";

    /** Where Lambda keeps the credentials of a function that was restored from a snapshot. */
    private static final String CONTAINER_CREDENTIALS = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

    private static final String FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME";
    private static final String ENDPOINT = "AWS_ENDPOINT_URL_BEDROCK_RUNTIME";

    /** What of the SDK's settings only the SDK's client can follow. */
    private static final List<String> FOR_THE_SDK = List.of(
            "AWS_BEARER_TOKEN_BEDROCK",
            "AWS_CONFIG_FILE",
            "AWS_ENDPOINT_URL",
            "AWS_USE_DUALSTACK_ENDPOINT",
            "AWS_USE_FIPS_ENDPOINT");

    /** The same, of the Java virtual machine. */
    private static final List<String> PROPERTIES_FOR_THE_SDK = List.of(
            "aws.endpointUrl", "aws.endpointUrlBedrockRuntime", "aws.useDualstackEndpoint", "aws.useFipsEndpoint");

    static BedrockAccess from(
            Variables variables,
            SdkAsyncHttpClient http,
            HttpSigner<AwsCredentialsIdentity> signer,
            BedrockOptions options) {
        // Elsewhere than in a function, a profile may say more, and a container's credentials come after those of one.
        boolean inFunction = variables.has(FUNCTION_NAME);
        boolean plain = (inFunction || variables.has(ENDPOINT))
                && variables.has(REGION)
                && (variables.has(ACCESS_KEY) || (inFunction && variables.has(CONTAINER_CREDENTIALS)))
                && FOR_THE_SDK.stream().noneMatch(variables::has)
                && PROPERTIES_FOR_THE_SDK.stream().allMatch(name -> System.getProperty(name) == null);
        return plain ? overHttp(variables, http, signer, options) : throughTheSdk(variables, http, options);
    }

    private static BedrockAccess overHttp(
            Variables variables,
            SdkAsyncHttpClient http,
            HttpSigner<AwsCredentialsIdentity> signer,
            BedrockOptions options) {
        Region region = Region.of(variables.get(REGION).orElseThrow());
        IdentityProvider<? extends AwsCredentialsIdentity> credentials =
                variables.has(ACCESS_KEY) ? keys(variables) : ContainerCredentialsProvider.create();
        BedrockEndpoint endpoint = endpoint(variables)
                .map(uri -> new BedrockEndpoint(uri, region, credentials))
                .orElseGet(() -> BedrockEndpoint.in(region, credentials));
        return new BedrockAccess(
                BedrockHttpLlmStream.create(endpoint, http, signer, options), region, credentials, () -> {});
    }

    private static BedrockAccess throughTheSdk(Variables variables, SdkAsyncHttpClient http, BedrockOptions options) {
        BedrockRuntimeAsyncClientBuilder builder = BedrockRuntimeAsyncClient.builder()
                .httpClient(http)
                // What waits for an answer only hands it to the story's own thread: no other one needs to wake up.
                .asyncConfiguration(async -> async.advancedOption(FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(client -> client.retryStrategy(AwsRetryStrategy.doNotRetry())); // we retry
        endpoint(variables).ifPresent(builder::endpointOverride);
        variables.get(REGION).ifPresent(region -> builder.region(Region.of(region)));
        if (variables.has(ACCESS_KEY)) {
            builder.credentialsProvider(keys(variables));
        }
        BedrockRuntimeAsyncClient client = builder.build();
        var resolved = client.serviceClientConfiguration();
        return new BedrockAccess(
                BedrockLlmStream.create(client, options),
                resolved.region(),
                resolved.credentialsProvider(),
                client::close);
    }

    @Override
    public void close() {
        closing.run();
    }

    private static Optional<URI> endpoint(Variables variables) {
        return variables.uri(ENDPOINT);
    }

    private static StaticCredentialsProvider keys(Variables variables) {
        String accessKey = variables.get(ACCESS_KEY).orElseThrow();
        String secret = variables.get("AWS_SECRET_ACCESS_KEY").orElse("");
        return StaticCredentialsProvider.create(variables
                .get("AWS_SESSION_TOKEN")
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(accessKey, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(accessKey, secret)));
    }
}
