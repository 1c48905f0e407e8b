package dev.storystreamer.lambda;

import static software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR;

import dev.storystreamer.bedrock.BedrockLlmStream;
import dev.storystreamer.bedrock.BedrockOptions;
import dev.storystreamer.bedrock.BedrockOptions.Guardrail;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.StoryRelay;
import dev.storystreamer.protocol.ClientRequestParser;
import dev.storystreamer.websocket.ApiGatewayConnections;
import dev.storystreamer.websocket.PostOptions;
import dev.storystreamer.websocket.PrefetchedCredentials;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.crt.TcpKeepAliveConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Creates the parts of the function and connects them; no other class of it depends on both adapters. Thread-safe. */
class Wiring implements AutoCloseable {

    /** Per endpoint. Requests beyond it wait. */
    private static final int MAX_CONNECTIONS = 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Longer than a user usually pauses between two stories, so that the next story finds an open connection. */
    private static final Duration MAX_IDLE_TIME = Duration.ofMinutes(5);

    /** Without it, a connection whose peer has disappeared stays open. */
    private static final TcpKeepAliveConfiguration KEEP_ALIVE = TcpKeepAliveConfiguration.builder()
            .keepAliveInterval(Duration.ofSeconds(30))
            .keepAliveTimeout(Duration.ofSeconds(30))
            .build();

    private static final int MAX_TOKENS = 200_000;

    /** Set by Lambda if an execution environment serves concurrent invocations. */
    private static final String MAX_CONCURRENCY = "AWS_LAMBDA_MAX_CONCURRENCY";

    private final Environment environment;
    private final Settings settings;
    private final RandomGenerator random = new SecureRandom();
    private final SdkAsyncHttpClient http;
    private final ModelExchanges modelExchanges;
    private final AwsCredentialsProvider credentialsSource;
    private final PrefetchedCredentials credentials;
    private final BedrockRuntimeAsyncClient bedrock;
    private final StoryRelay relay;
    private final ClientRequestParser parser;
    private final Map<String, ApiGatewayConnections> connections = new ConcurrentHashMap<>();

    Wiring(Environment environment) {
        this(environment, () -> defaultHttpClient(environment));
    }

    /** Uses another HTTP client, which {@link #close} closes. */
    Wiring(Environment environment, Supplier<SdkAsyncHttpClient> httpClient) {
        this.environment = environment;
        BedrockOptions model = bedrockOptions(environment);
        this.settings = Settings.from(environment);
        this.credentialsSource = credentialsSource(environment);
        this.credentials = new PrefetchedCredentials(credentialsSource);
        this.http = httpClient.get();
        this.modelExchanges = new ModelExchanges(http);
        try {
            this.bedrock = bedrockClient(environment, credentials, modelExchanges);
        } catch (RuntimeException e) {
            http.close();
            closeCredentials();
            throw e;
        }
        BedrockLlmStream stream = BedrockLlmStream.create(bedrock, model);
        this.relay = new StoryRelay(stream, Scheduler.shared(), random, settings.relay());
        this.parser = new ClientRequestParser(settings.limits(), settings.showReasoning());
    }

    private static SdkAsyncHttpClient defaultHttpClient(Environment environment) {
        if (environment.has("AWS_LAMBDA_FUNCTION_NAME") && !environment.has(MAX_CONCURRENCY)) {
            EventLoopGroup.setStaticDefaultNumThreads(1); // one story at a time: avoids switching between threads
        }
        return crt().build();
    }

    static AwsCrtAsyncHttpClient.Builder crt() {
        return AwsCrtAsyncHttpClient.builder()
                .maxConcurrency(MAX_CONNECTIONS)
                .connectionTimeout(CONNECT_TIMEOUT)
                .connectionMaxIdleTime(MAX_IDLE_TIME)
                .tcpKeepAliveConfiguration(KEEP_ALIVE);
    }

    /** Returns whether an exception is an error response of AWS, whose message may contain parts of the request. */
    static boolean isErrorResponse(Throwable failure) {
        return failure instanceof SdkServiceException;
    }

    /** Begins to fetch the credentials, so that the first story does not wait for them. */
    void prefetchCredentials() {
        credentials.prefetch();
    }

    Settings settings() {
        return settings;
    }

    ClientRequestParser parser() {
        return parser;
    }

    StoryRelay relay() {
        return relay;
    }

    ModelExchanges modelExchanges() {
        return modelExchanges;
    }

    /** Returns the open connections of an API; the same object for each call. */
    ApiGatewayConnections connections(String domainName, String stage) {
        Optional<URI> endpoint =
                settings.callbackUrl().or(() -> environment.uri("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"));
        URI callback = endpoint.orElseGet(() -> URI.create("https://" + domainName + "/" + stage));
        return connections.computeIfAbsent(
                callback.toString(),
                url -> new ApiGatewayConnections(
                        callback,
                        bedrock.serviceClientConfiguration().region(),
                        credentials,
                        http,
                        Scheduler.shared(),
                        random,
                        PostOptions.DEFAULTS));
    }

    static BedrockOptions bedrockOptions(Environment environment) {
        String modelId = environment.required(
                Setting.STORY_MODEL_ID, "must name a Bedrock model, such as global.amazon.nova-2-lite-v1:0");
        environment.matching(Setting.STORY_MODEL_ID, BedrockOptions::isId, BedrockOptions.ID_RULE);
        Optional<String> guardrail =
                environment.matching(Setting.STORY_GUARDRAIL_ID, BedrockOptions::isId, BedrockOptions.ID_RULE);
        Optional<String> version =
                environment.matching(Setting.STORY_GUARDRAIL_VERSION, Guardrail::isVersion, Guardrail.VERSION_RULE);
        if (guardrail.isPresent() != version.isPresent()) {
            throw Environment.wrong(
                    guardrail.isPresent() ? Setting.STORY_GUARDRAIL_VERSION : Setting.STORY_GUARDRAIL_ID,
                    "is missing: a guardrail needs its id and its version");
        }
        OptionalInt maxTokens = environment.has(Setting.STORY_MAX_TOKENS.name())
                ? OptionalInt.of(environment.whole(Setting.STORY_MAX_TOKENS, 1, MAX_TOKENS))
                : OptionalInt.empty();
        OptionalDouble temperature = environment.has(Setting.STORY_TEMPERATURE.name())
                ? OptionalDouble.of(environment.fraction(Setting.STORY_TEMPERATURE))
                : OptionalDouble.empty();
        Optional<String> systemPrompt = environment.text(Setting.STORY_SYSTEM_PROMPT);
        return new BedrockOptions(
                modelId,
                maxTokens,
                temperature,
                systemPrompt,
                guardrail.map(id -> new Guardrail(id, version.orElseThrow())));
    }

    /** Creates the client; the SDK's own lookup finds what the environment does not set. */
    static BedrockRuntimeAsyncClient bedrockClient(
            Environment environment, PrefetchedCredentials credentials, SdkAsyncHttpClient http) {
        BedrockRuntimeAsyncClientBuilder builder = BedrockRuntimeAsyncClient.builder()
                .httpClient(http)
                .credentialsProvider(credentials)
                .overrideConfiguration(client -> client.retryStrategy(AwsRetryStrategy.doNotRetry()))
                // Callbacks do not block, so they need no thread of their own.
                .asyncConfiguration(async -> async.advancedOption(FUTURE_COMPLETION_EXECUTOR, Runnable::run));
        environment.uri("AWS_ENDPOINT_URL_BEDROCK_RUNTIME").ifPresent(builder::endpointOverride);
        environment.get("AWS_REGION").ifPresent(region -> builder.region(Region.of(region)));
        return builder.build();
    }

    static AwsCredentialsProvider credentialsSource(Environment environment) {
        Optional<String> key = environment.get("AWS_ACCESS_KEY_ID");
        if (key.isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        String secret = environment.get("AWS_SECRET_ACCESS_KEY").orElse("");
        Optional<String> token = environment.get("AWS_SESSION_TOKEN");
        return StaticCredentialsProvider.create(
                token.isPresent()
                        ? AwsSessionCredentials.create(key.get(), secret, token.get())
                        : AwsBasicCredentials.create(key.get(), secret));
    }

    private void closeCredentials() {
        credentials.close();
        if (credentialsSource instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }

    @Override
    public void close() {
        bedrock.close();
        http.close();
        closeCredentials();
    }
}
