package dev.storystreamer.lambda;

import static software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR;

import dev.storystreamer.bedrock.BedrockLlmStream;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.StoryRelay;
import dev.storystreamer.protocol.ClientRequestParser;
import dev.storystreamer.websocket.ApiGatewayConnections;
import dev.storystreamer.websocket.PostOptions;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;

/** Puts the parts together, once: the only class that names both adapters. Thread-safe. */
final class Wiring implements AutoCloseable {

    /** Connections of one HTTP client at once. A story needs one of each; more stories than this wait for one. */
    private static final int MAX_CONNECTIONS = 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Longer than a person's pause between two stories, so that the next one finds a warm connection. */
    private static final Duration MAX_IDLE_TIME = Duration.ofMinutes(5);

    private static final String BEDROCK_ENDPOINT = "AWS_ENDPOINT_URL_BEDROCK_RUNTIME";
    private static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";
    private static final String FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME";

    /** Set by Lambda where an execution environment serves several invocations at once. */
    private static final String MAX_CONCURRENCY = "AWS_LAMBDA_MAX_CONCURRENCY";

    private final Variables variables;
    private final Settings settings;
    private final ScheduledThreadPoolExecutor timers;
    private final Scheduler scheduler;
    private final RandomGenerator random = new SecureRandom();
    private final SdkAsyncHttpClient http;
    private final BedrockRuntimeAsyncClient bedrock;
    private final StoryRelay relay;
    private final ClientRequestParser parser;
    private final Map<String, ApiGatewayConnections> connections = new ConcurrentHashMap<>();

    Wiring(Map<String, String> environment) {
        this(environment, () -> ownHttpClient(new Variables(environment)));
    }

    /** Wires another HTTP client than a function's own; it is closed with this. */
    Wiring(Map<String, String> environment, Supplier<SdkAsyncHttpClient> httpClient) {
        this.variables = new Variables(environment);
        this.settings = Settings.from(environment);
        this.timers = timers();
        this.scheduler = Scheduler.of(timers);
        this.http = httpClient.get();
        try {
            this.bedrock = bedrockClient(variables, http);
        } catch (RuntimeException e) {
            http.close();
            timers.shutdownNow();
            throw e;
        }
        this.relay = new StoryRelay(
                BedrockLlmStream.create(bedrock, settings.bedrock()), scheduler, random, settings.relay());
        this.parser = new ClientRequestParser(settings.limits(), settings.showReasoning());
    }

    private static SdkAsyncHttpClient ownHttpClient(Variables variables) {
        if (variables.has(FUNCTION_NAME) && !variables.has(MAX_CONCURRENCY)) {
            EventLoopGroup.setStaticDefaultNumThreads(1); // for one story at a time: no thread wakes another
        }
        return crt().build();
    }

    static AwsCrtAsyncHttpClient.Builder crt() {
        return AwsCrtAsyncHttpClient.builder()
                .maxConcurrency(MAX_CONNECTIONS)
                .connectionTimeout(CONNECT_TIMEOUT)
                .connectionMaxIdleTime(MAX_IDLE_TIME);
    }

    private static ScheduledThreadPoolExecutor timers() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "story-timers");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true); // deadlines are minutes away, and nearly all are cancelled
        return executor;
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

    /** The open connections of an API; built once. */
    ApiGatewayConnections connections(String domainName, String stage) {
        Optional<URI> endpoint =
                settings.callbackUrl().or(() -> variables.uri("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"));
        URI callback = endpoint.orElseGet(() -> URI.create("https://" + domainName + "/" + stage));
        return connections.computeIfAbsent(callback.toString(), url -> connectionsAt(callback));
    }

    private ApiGatewayConnections connectionsAt(URI callback) {
        var resolved = bedrock.serviceClientConfiguration();
        return new ApiGatewayConnections(
                callback,
                resolved.region(),
                resolved.credentialsProvider(),
                http,
                scheduler,
                random,
                PostOptions.DEFAULTS);
    }

    /** The SDK looks in its own places for what the variables do not give. */
    static BedrockRuntimeAsyncClient bedrockClient(Variables variables, SdkAsyncHttpClient http) {
        BedrockRuntimeAsyncClientBuilder builder = BedrockRuntimeAsyncClient.builder()
                .httpClient(http)
                .overrideConfiguration(client -> client.retryStrategy(AwsRetryStrategy.doNotRetry()))
                // A completed call only triggers the story's loop: that needs no thread of its own.
                .asyncConfiguration(async -> async.advancedOption(FUTURE_COMPLETION_EXECUTOR, Runnable::run));
        variables.uri(BEDROCK_ENDPOINT).ifPresent(builder::endpointOverride);
        variables.get("AWS_REGION").ifPresent(region -> builder.region(Region.of(region)));
        variables.get(ACCESS_KEY).ifPresent(key -> builder.credentialsProvider(credentials(key, variables)));
        return builder.build();
    }

    private static StaticCredentialsProvider credentials(String accessKey, Variables variables) {
        String secret = variables.get("AWS_SECRET_ACCESS_KEY").orElse("");
        return StaticCredentialsProvider.create(variables
                .get("AWS_SESSION_TOKEN")
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(accessKey, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(accessKey, secret)));
    }

    @Override
    public void close() {
        bedrock.close();
        http.close();
        timers.shutdownNow();
    }
}
