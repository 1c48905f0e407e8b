package dev.storystreamer.awslocal;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.LocalCloudBuilder.InitialFunction;
import dev.storystreamer.awslocal.apigateway.ConnectionsApi;
import dev.storystreamer.awslocal.apigateway.HandshakeHandler;
import dev.storystreamer.awslocal.apigateway.OpenConnections;
import dev.storystreamer.awslocal.apigateway.RouteDispatcher;
import dev.storystreamer.awslocal.apigateway.WebSocketApi;
import dev.storystreamer.awslocal.bedrock.ConverseStreamApi;
import dev.storystreamer.awslocal.bedrock.ModelScript;
import dev.storystreamer.awslocal.concurrent.DaemonThreads;
import dev.storystreamer.awslocal.concurrent.Timers;
import dev.storystreamer.awslocal.faults.ActiveFault;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import dev.storystreamer.awslocal.faults.SimulationSettingsApi;
import dev.storystreamer.awslocal.http.FirstRequestTimeout;
import dev.storystreamer.awslocal.http.HttpServer;
import dev.storystreamer.awslocal.http.OriginCheck;
import dev.storystreamer.awslocal.http.RequestRouter;
import dev.storystreamer.awslocal.http.RequestRouter.Endpoint;
import dev.storystreamer.awslocal.http.StaticFiles;
import dev.storystreamer.awslocal.lambda.ConcurrencyLimiter;
import dev.storystreamer.awslocal.lambda.DeployedFunctions;
import dev.storystreamer.awslocal.lambda.InvokeApi;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.awslocal.recording.Recording;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A running simulation of AWS: one address serves a WebSocket API with its {@code @connections}, Bedrock Runtime and
 * Lambda, over HTTP/1.1 and over HTTP/2 with prior knowledge. Thread-safe.
 *
 * <pre>{@code
 * try (LocalCloud cloud = LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start()) {
 *     cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class));
 *     … // connect to cloud.webSocketUri()
 * }
 * }</pre>
 */
public final class LocalCloud implements AutoCloseable {

    private static final Duration MAX_FUNCTION_TIMEOUT = Duration.ofMinutes(15);

    /** Longer than any function can take. */
    private static final Duration HTTP_IDLE_TIMEOUT = Duration.ofMinutes(16);

    /** How long a TCP connection can be open without a complete request. AWS does not document its limit. */
    private static final Duration FIRST_REQUEST_TIMEOUT = Duration.ofSeconds(30);

    private final WebSocketApi api;
    private final SimulationSettings settings;
    private final Timers timers;
    private final DeployedFunctions functions;
    private final OpenConnections connections = new OpenConnections();
    private final Recording recording;
    private final ConverseStreamApi converseStream;
    private final HttpServer server;

    LocalCloud(LocalCloudBuilder builder) {
        api = builder.api;
        settings = new SimulationSettings(builder.latency, builder.faults);
        timers = new Timers(builder.timeScale);
        functions = new DeployedFunctions(new ConcurrencyLimiter(builder.concurrency), settings, timers);
        recording = new Recording(builder.recordingCapacity);
        converseStream = new ConverseStreamApi(settings, recording, timers);
        server = new HttpServer("aws-local", builder.host, builder.port, HTTP_IDLE_TIMEOUT);
        var firstRequestTimeout = new FirstRequestTimeout(timers, FIRST_REQUEST_TIMEOUT);
        server.setFirstRequestTimeout(firstRequestTimeout);
        server.setHandler(router(
                firstRequestTimeout, new OriginCheck(server.isLoopback(), builder.allowedOrigins), builder.pages));
    }

    private RequestRouter router(
            FirstRequestTimeout firstRequestTimeout, OriginCheck originCheck, @Nullable URL pages) {
        String stage = "/" + Pattern.quote(api.stage());
        var dispatcher = new RouteDispatcher(api, functions, connections, settings, timers);
        var handshakes = new HandshakeHandler(dispatcher, timers, server.webSocketComponents());
        var connectionsApi = new ConnectionsApi(connections, settings, recording, timers);
        var invokeApi = new InvokeApi(functions);
        var settingsApi = new SimulationSettingsApi(settings);
        return new RequestRouter(
                firstRequestTimeout,
                originCheck,
                "/" + api.stage(),
                List.of(
                        Endpoint.webSocket(stage + "/?", handshakes::handle),
                        Endpoint.http(stage + "/(?:@|%40)connections/([^/]+)", connectionsApi::handle),
                        Endpoint.http("/model/([^/]+)/converse-stream", converseStream::handle),
                        Endpoint.http("/2015-03-31/functions/([^/]+)/invocations", invokeApi::handle),
                        Endpoint.http(Pattern.quote(SimulationSettingsApi.PATH), settingsApi::handle)),
                StaticFiles.handler(pages));
    }

    /** {@return a builder with the default settings} */
    public static LocalCloudBuilder builder() {
        return new LocalCloudBuilder();
    }

    LocalCloud start(List<InitialFunction> initialFunctions) {
        try {
            server.open(); // the functions may ask for the address
            CompletableFuture<Void> deployed = CompletableFuture.runAsync(
                    () -> initialFunctions.forEach(this::deploy),
                    task -> DaemonThreads.factory("aws-local-deploy")
                            .newThread(task)
                            .start());
            server.start();
            deployed.join();
            return this;
        } catch (CompletionException e) {
            close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void deploy(InitialFunction function) {
        deploy(function.name(), function.factory().apply(this), function.timeout());
    }

    /** Deploys or replaces a function, with the maximum timeout of 15 minutes. The caller closes the function. */
    public void deploy(String name, LambdaFunction function) {
        deploy(name, function, MAX_FUNCTION_TIMEOUT);
    }

    /** Deploys or replaces the function that routes know by this name. The caller closes the function. */
    public void deploy(String name, LambdaFunction function, Duration timeout) {
        functions.deploy(name, function, timeout);
    }

    /** {@return the port of all services} */
    public int port() {
        return server.port();
    }

    /** {@return the address of the WebSocket API, such as {@code ws://127.0.0.1:8080/prod}} */
    public URI webSocketUri() {
        return server.uri("ws", "/" + api.stage());
    }

    /** {@return the endpoint of {@code @connections}, such as {@code http://127.0.0.1:8080/prod}} */
    public URI managementUri() {
        return server.uri("http", "/" + api.stage());
    }

    /** {@return the endpoint of Bedrock Runtime and of Lambda, such as {@code http://127.0.0.1:8080}} */
    public URI endpointUri() {
        return server.uri("http", "");
    }

    /** {@return the latency of the model and of posts} */
    public LatencyProfile latency() {
        return settings.latency();
    }

    /** Changes the latency. A running call of the model keeps its own. */
    public void setLatency(LatencyProfile latency) {
        settings.setLatency(requireNonNull(latency, "latency"));
    }

    /**
     * Replaces the active faults.
     *
     * @param faults {@code NAME} or {@code NAME@N} each, as {@link ActiveFault#parse} reads it; none for no faults
     * @throws IllegalArgumentException if there is no such fault
     */
    public void setFaults(String... faults) {
        settings.setFaults(Arrays.stream(faults).map(ActiveFault::parse).toList());
    }

    /** Sets what the model sends at every call, whatever the request is; null for the fake model's stories. */
    public void setModelScript(@Nullable ModelScript script) {
        converseStream.setScript(script);
    }

    /** {@return the posts and the calls of the model so far} */
    public Recording recording() {
        return recording;
    }

    /** {@return the number of WebSockets that are open, or closed with their {@code $disconnect} not yet sent} */
    public int openConnections() {
        return connections.count();
    }

    /** Closes every connection with 1001, waits up to a second for running functions, and stops. */
    @Override
    public void close() {
        connections.close();
        functions.close();
        timers.close();
        server.close();
    }
}
