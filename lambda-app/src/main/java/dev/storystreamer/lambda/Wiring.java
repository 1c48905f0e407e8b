package dev.storystreamer.lambda;

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
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;

/** Puts the parts together, once: the only class that names both adapters. Thread-safe. */
final class Wiring implements AutoCloseable {

    /** Connections of one HTTP client at once. A story needs one of each; more stories than this wait for one. */
    private static final int MAX_CONNECTIONS = 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Longer than a person's pause between two stories, so that the next one finds a warm connection. */
    private static final Duration MAX_IDLE_TIME = Duration.ofMinutes(5);

    private static final String FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME";

    /** Set by Lambda where an execution environment serves several invocations at once. */
    private static final String MAX_CONCURRENCY = "AWS_LAMBDA_MAX_CONCURRENCY";

    private final Variables variables;
    private final Settings settings;
    private final ScheduledThreadPoolExecutor timers;
    private final Scheduler scheduler;
    private final RandomGenerator random = new SecureRandom();
    private final SdkAsyncHttpClient http;
    private final CrtSigner signer = new CrtSigner();
    private final BedrockAccess bedrock;
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
            this.bedrock = BedrockAccess.from(variables, http, signer, settings.bedrock());
        } catch (RuntimeException e) {
            http.close();
            timers.shutdownNow();
            throw e;
        }
        this.relay = new StoryRelay(bedrock.model(), scheduler, random, settings.relay());
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

    /** The open connections of an API; its clients are built once. */
    ApiGatewayConnections connections(String domainName, String stage) {
        Optional<URI> endpoint =
                settings.callbackUrl().or(() -> variables.uri("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"));
        URI callback = endpoint.orElseGet(() -> URI.create("https://" + domainName + "/" + stage));
        return connections.computeIfAbsent(
                callback.toString(),
                url -> new ApiGatewayConnections(gateway(callback), scheduler, random, PostOptions.DEFAULTS));
    }

    private PostToConnectionClient gateway(URI callback) {
        return new PostToConnectionClient(callback, bedrock.region(), bedrock.credentials(), http, signer);
    }

    @Override
    public void close() {
        bedrock.close();
        http.close();
        timers.shutdownNow();
    }
}
