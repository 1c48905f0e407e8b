package dev.storystreamer.lambda;

import static software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR;

import dev.storystreamer.bedrock.BedrockLlmStream;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.StoryRelay;
import dev.storystreamer.websocket.ApiGatewayConnections;
import dev.storystreamer.websocket.ClientRequestParser;
import dev.storystreamer.websocket.PostOptions;
import dev.storystreamer.websocket.PostToConnectionClient;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
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

    private final Map<String, String> environment;
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
        this.environment = Map.copyOf(environment);
        this.settings = Settings.from(environment);
        this.timers = timers();
        this.scheduler = Scheduler.of(timers);
        this.http = AwsCrtAsyncHttpClient.builder()
                .maxConcurrency(MAX_CONNECTIONS)
                .connectionTimeout(CONNECT_TIMEOUT)
                .connectionMaxIdleTime(MAX_IDLE_TIME)
                .build();
        this.bedrock = bedrock();
        this.relay = new StoryRelay(
                BedrockLlmStream.create(bedrock, settings.bedrock()), scheduler, random, settings.relay());
        this.parser = new ClientRequestParser(settings.limits(), settings.showReasoning());
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

    /** The open connections of an API; its clients are built once. */
    ApiGatewayConnections connections(String domainName, String stage) {
        Optional<URI> endpoint = settings.callbackUrl().or(() -> endpoint("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"));
        URI callback = endpoint.orElseGet(() -> URI.create("https://" + domainName + "/" + stage));
        return connections.computeIfAbsent(
                callback.toString(),
                url -> new ApiGatewayConnections(gateway(callback), scheduler, random, PostOptions.DEFAULTS));
    }

    private PostToConnectionClient gateway(URI callback) {
        var shared = bedrock.serviceClientConfiguration();
        return new PostToConnectionClient(callback, shared.region(), shared.credentialsProvider(), http);
    }

    private BedrockRuntimeAsyncClient bedrock() {
        BedrockRuntimeAsyncClientBuilder builder = BedrockRuntimeAsyncClient.builder()
                .httpClient(http)
                // What waits for an answer only hands it to the story's own thread: no other one needs to wake up.
                .asyncConfiguration(async -> async.advancedOption(FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(options -> options.retryStrategy(AwsRetryStrategy.doNotRetry())); // we retry
        endpoint("AWS_ENDPOINT_URL_BEDROCK_RUNTIME").ifPresent(builder::endpointOverride);
        variable("AWS_REGION").ifPresent(region -> builder.region(Region.of(region)));
        variable("AWS_ACCESS_KEY_ID")
                .ifPresent(key -> builder.credentialsProvider(StaticCredentialsProvider.create(credentials(key))));
        return builder.build();
    }

    private AwsCredentials credentials(String accessKeyId) {
        String secret = variable("AWS_SECRET_ACCESS_KEY").orElse("");
        return variable("AWS_SESSION_TOKEN")
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(accessKeyId, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(accessKeyId, secret));
    }

    private Optional<URI> endpoint(String name) {
        return variable(name).map(URI::create);
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    @Override
    public void close() {
        bedrock.close();
        http.close();
        timers.shutdownNow();
    }
}
