package dev.storystreamer.local;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.apigateway.WebSocketApi;
import dev.storystreamer.awslocal.apigateway.WebSocketApi.Route;
import dev.storystreamer.lambda.StoryHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The deployed handler in a {@link LocalCloud}. */
final class LocalServer implements AutoCloseable {

    static final String FUNCTION = "story";

    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(15);
    private static final String TEMPLATE = "/dev/storystreamer/infra/event-template.vtl";
    private static final String PAGE = "/dev/storystreamer/local/page/";

    private final LocalCloud cloud;
    private final ObservedStoryFunction function;

    private LocalServer(LocalCloud cloud, ObservedStoryFunction function) {
        this.cloud = cloud;
        this.function = function;
    }

    /**
     * Starts the server.
     *
     * @param log receives each line of the handler's log
     * @throws IllegalStateException if Amazon Bedrock is requested and this machine has no region or no credentials
     * @throws UncheckedIOException if the port cannot be opened
     */
    static LocalServer start(ServerSettings settings, Consumer<String> log) {
        if (settings.realBedrock()) {
            AwsEnvironment.requireRegionAndCredentials();
        }
        var builder = LocalCloud.builder()
                .host(settings.host())
                .port(settings.port())
                .webSocketApi(WebSocketApi.of(FUNCTION)
                        .withRoute(WebSocketApi.DEFAULT, messageRoute(settings.asynchronous())))
                .latency(settings.latency())
                .timeScale(settings.timeScale())
                .recordingCapacity(0);
        settings.allowedOrigins().forEach(builder::allowOrigin);
        settings.faults().forEach(fault -> builder.fault(fault.toString()));
        Optional.ofNullable(LocalServer.class.getResource(PAGE)).ifPresent(builder::pages);
        var function = new CompletableFuture<ObservedStoryFunction>();
        builder.deploy(
                FUNCTION,
                cloud -> {
                    function.complete(new ObservedStoryFunction(new StoryHandler(environment(settings, cloud)), log));
                    return function.join();
                },
                FUNCTION_TIMEOUT);
        return new LocalServer(builder.start(), function.join());
    }

    /** An asynchronous invocation through the stack's request template, or a synchronous proxy integration. */
    private static Route messageRoute(boolean asynchronous) {
        var route = new Route(FUNCTION, asynchronous, false);
        return asynchronous ? route.withTemplate(resource(TEMPLATE)) : route;
    }

    private static String resource(String name) {
        try (InputStream in = requireNonNull(LocalServer.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> environment(ServerSettings settings, LocalCloud cloud) {
        Map<String, String> environment = new HashMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("STORY_") || (settings.realBedrock() && name.startsWith("AWS_"))) {
                environment.put(name, value);
            }
        });
        environment.put("STORY_MODEL_ID", settings.modelId());
        environment.put("STORY_CALLBACK_URL", cloud.managementUri().toString());
        if (!settings.realBedrock()) {
            environment.putAll(simulatedAws(cloud));
        }
        return environment;
    }

    /** Returns the variables with which the AWS SDK calls the local cloud. */
    static Map<String, String> simulatedAws(LocalCloud cloud) {
        return Map.of(
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local",
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", cloud.endpointUri().toString());
    }

    URI webSocketUri() {
        return cloud.webSocketUri();
    }

    URI endpointUri() {
        return cloud.endpointUri();
    }

    URI managementUri() {
        return cloud.managementUri();
    }

    /** Completes after the handler's invocation for the first message, with true if its story finished. */
    CompletableFuture<Boolean> firstResult() {
        return function.firstResult();
    }

    /** Returns whether the handler was invoked for a message. */
    boolean wasCalled() {
        return function.wasCalled();
    }

    /** Stops the running stories. Each client gets the last frame of its story. */
    void stopStories() {
        function.close();
    }

    @Override
    public void close() {
        stopStories(); // before the connections are closed
        cloud.close();
    }
}
