package dev.storystreamer.local;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.apigateway.WebSocketApi;
import dev.storystreamer.awslocal.apigateway.WebSocketApi.Route;
import dev.storystreamer.lambda.StoryHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The local cloud with the deployed handler in it. */
final class LocalServer implements AutoCloseable {

    private static final String FUNCTION = "story";

    /** What the stack gives the function. */
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(15);

    private static final String TEMPLATE = "/dev/storystreamer/infra/event-template.vtl";
    private static final String PAGE = "/dev/storystreamer/local/page/";

    private final LocalCloud cloud;
    private final MessageWatch function;
    private final boolean realBedrock;

    private LocalServer(LocalCloud cloud, MessageWatch function, boolean realBedrock) {
        this.cloud = cloud;
        this.function = function;
        this.realBedrock = realBedrock;
    }

    /** @throws IllegalStateException if the real Bedrock is asked for and this machine has no way to it */
    static LocalServer start(Settings settings, Consumer<String> log) {
        if (settings.realBedrock()) {
            OwnAws.require();
        }
        var builder = LocalCloud.builder()
                .host(settings.host())
                .port(settings.port())
                .webSocketApi(WebSocketApi.of(FUNCTION)
                        .withRoute(WebSocketApi.DEFAULT, messageRoute(settings.asynchronous())))
                .latency(settings.pace())
                .timeScale(settings.timeScale())
                .recordingCapacity(0);
        settings.faults().forEach(fault -> builder.fault(fault.toString()));
        Optional.ofNullable(LocalServer.class.getResource(PAGE)).ifPresent(builder::pages);
        var function = new CompletableFuture<MessageWatch>();
        builder.deploy(
                FUNCTION,
                cloud -> {
                    function.complete(new MessageWatch(new StoryHandler(environment(settings, cloud)), log));
                    return function.join();
                },
                FUNCTION_TIMEOUT);
        LocalCloud cloud = builder.start();
        return new LocalServer(cloud, function.join(), settings.realBedrock());
    }

    /** As deployed: asynchronous through the stack's own template, or synchronous as a proxy. */
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

    /** What the stack puts into the function's environment, and where AWS is. */
    private static Map<String, String> environment(Settings settings, LocalCloud cloud) {
        Map<String, String> environment = new HashMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("STORY_") || (settings.realBedrock() && name.startsWith("AWS_"))) {
                environment.put(name, value);
            }
        });
        environment.put("STORY_MODEL_ID", settings.modelId());
        environment.put("STORY_CALLBACK_URL", cloud.managementUri().toString());
        if (!settings.realBedrock()) {
            environment.put("AWS_REGION", "us-east-1");
            environment.put("AWS_ACCESS_KEY_ID", "local");
            environment.put("AWS_SECRET_ACCESS_KEY", "local");
            environment.put(
                    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", cloud.endpointUri().toString());
        }
        return environment;
    }

    URI webSocketUri() {
        return cloud.webSocketUri();
    }

    /** Completes when the handler has answered the first message of a client: true if its story has finished. */
    CompletableFuture<Boolean> firstMessageAnswered() {
        return function.answered();
    }

    /** Whether a message of a client has reached the handler. */
    boolean wasCalled() {
        return function.wasCalled();
    }

    /** Ends the stories under way; their clients are told. */
    void endStories() {
        function.close();
    }

    /** Says what runs here, and where; the first line is for programs too. */
    void introduce(PrintWriter out, boolean inFull) {
        out.println("Story Streamer on " + cloud.webSocketUri() + " - a stand-in for AWS"
                + (realBedrock ? ", but with " + OwnAws.bedrock() : ", model included")
                + ProcessAge.now()
                        .map(age -> "; ready in " + age.toMillis() + " ms")
                        .orElse(""));
        if (inFull) {
            out.println("  page          " + cloud.endpointUri() + "/");
            out.println("  WebSocket     npx wscat -c " + cloud.webSocketUri() + "   then  {\"storyType\": \"CATS\"}");
            out.println("  @connections  " + cloud.managementUri() + "/@connections/{id}");
            out.println("  Bedrock       " + cloud.endpointUri() + "/model/{id}/converse-stream"
                    + (realBedrock ? "   a stand-in, which these stories do not ask" : ""));
            out.println(
                    "  Lambda        " + cloud.endpointUri() + "/2015-03-31/functions/" + FUNCTION + "/invocations");
            out.println("  faults, pace  " + cloud.endpointUri() + "/local/controls");
            out.println("  Ctrl-C        ends its stories, then stops it; a second one stops it at once");
        }
        out.flush();
    }

    @Override
    public void close() {
        endStories(); // while their clients can still hear how their stories end
        cloud.close();
    }
}
