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
import dev.storystreamer.awslocal.http.JsonErrorHandler;
import dev.storystreamer.awslocal.http.OriginCheck;
import dev.storystreamer.awslocal.http.RequestRouter;
import dev.storystreamer.awslocal.http.RequestRouter.Endpoint;
import dev.storystreamer.awslocal.http.StaticFiles;
import dev.storystreamer.awslocal.lambda.ConcurrencyLimiter;
import dev.storystreamer.awslocal.lambda.DeployedFunctions;
import dev.storystreamer.awslocal.lambda.InvokeApi;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.awslocal.recording.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.jspecify.annotations.Nullable;

/**
 * AWS on a laptop, running: one address serves a WebSocket API, its {@code @connections} and Bedrock Runtime, over
 * HTTP/1.1 and over HTTP/2 with prior knowledge. Thread-safe.
 *
 * <pre>{@code
 * try (LocalCloud cloud = LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start()) {
 *     cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class));
 *     … // connect to cloud.webSocketUri()
 * }
 * }</pre>
 */
public final class LocalCloud implements AutoCloseable {

    /** A connection may be as silent as the longest function, and a little longer. */
    private static final Duration HTTP_IDLE = Duration.ofMinutes(16);

    private static final Duration LONGEST_FUNCTION = Duration.ofMinutes(15);

    /** How long a TCP connection can be open without a complete request. Not documented. */
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(30);

    private static final int MIN_THREADS = 8;
    private static final int MAX_THREADS = 200;
    private static final int THREAD_IDLE_MILLIS = 60_000;

    private final WebSocketApi api;
    private final SimulationSettings settings;
    private final Timers timers;
    private final DeployedFunctions functions;
    private final OpenConnections connections = new OpenConnections();
    private final Recording recording;
    private final ConverseStreamApi converseStreamApi;
    private final Server server;
    private final ServerConnector connector;

    LocalCloud(LocalCloudBuilder builder) {
        this.api = builder.api;
        this.settings = new SimulationSettings(builder.latency, builder.faults);
        this.timers = new Timers(builder.timeScale);
        this.functions = new DeployedFunctions(new ConcurrencyLimiter(builder.concurrency), settings, timers);
        this.recording = new Recording(builder.recordingCapacity);
        this.converseStreamApi = new ConverseStreamApi(settings, recording, timers);
        // A queue of Jetty's own would start JMX, hundreds of classes, for the size of a cache line.
        var threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, THREAD_IDLE_MILLIS, new LinkedBlockingQueue<>());
        threads.setName("aws-local");
        threads.setDaemon(true);
        this.server = new Server(threads);
        this.connector = connector(server, builder);
        server.addConnector(connector);
        var firstRequestTimeout = new FirstRequestTimeout(timers, FIRST_REQUEST);
        connector.addEventListener(firstRequestTimeout);
        server.setErrorHandler(new JsonErrorHandler());
        server.setHandler(router(builder, firstRequestTimeout));
    }

    private RequestRouter router(LocalCloudBuilder builder, FirstRequestTimeout firstRequestTimeout) {
        String stage = "/" + Pattern.quote(api.stage());
        var dispatcher = new RouteDispatcher(api, functions, connections, settings, timers);
        var components = WebSocketServerComponents.ensureWebSocketComponents(server);
        var connectionsApi = new ConnectionsApi(connections, settings, recording, timers);
        return new RequestRouter(
                firstRequestTimeout,
                new OriginCheck(isLoopback(builder.host)),
                List.of(
                        Endpoint.webSocket(stage + "/?", new HandshakeHandler(dispatcher, timers, components)::handle),
                        Endpoint.http(stage + "/(?:@|%40)connections/([^/]+)", connectionsApi::handle),
                        Endpoint.http("/model/([^/]+)/converse-stream", converseStreamApi::handle),
                        Endpoint.http("/2015-03-31/functions/([^/]+)/invocations", new InvokeApi(functions)::handle),
                        Endpoint.http(
                                Pattern.quote(SimulationSettingsApi.PATH),
                                new SimulationSettingsApi(settings)::handle)),
                StaticFiles.handler(builder.pages));
    }

    private static ServerConnector connector(Server server, LocalCloudBuilder builder) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(UriCompliance.UNSAFE); // an ARN in a path has encoded slashes
        http.setHttpCompliance(
                HttpCompliance.RFC9110.with("spelling kept", HttpCompliance.Violation.CASE_SENSITIVE_FIELD_NAME));
        http.setHeaderCacheCaseSensitive(true);
        var http2 = new HTTP2CServerConnectionFactory(http);
        http2.setConnectProtocolEnabled(false); // API Gateway speaks WebSocket over HTTP/1.1
        var connector = new ServerConnector(server, new HttpConnectionFactory(http), http2);
        connector.setHost(builder.host);
        connector.setPort(builder.port);
        connector.setIdleTimeout(HTTP_IDLE.toMillis());
        return connector;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Sets a cloud up.
     *
     * @return a builder with the usual settings
     */
    public static LocalCloudBuilder builder() {
        return new LocalCloudBuilder();
    }

    LocalCloud start(List<InitialFunction> initialFunctions) {
        try {
            connector.open(); // from here on its address is known
            CompletableFuture<Void> deployed = CompletableFuture.runAsync(
                    () -> initialFunctions.forEach(function ->
                            deploy(function.name(), function.factory().apply(this), function.timeout())),
                    task -> DaemonThreads.factory("aws-local-first")
                            .newThread(task)
                            .start());
            server.start();
            deployed.join();
            return this;
        } catch (CompletionException e) {
            close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the local cloud did not start", e);
        }
    }

    /**
     * Makes a function known, or replaces it; it may take 15 minutes.
     *
     * @param name the name by which routes call it
     * @param function the function; stays the caller's to close
     */
    public void deploy(String name, LambdaFunction function) {
        deploy(name, function, LONGEST_FUNCTION);
    }

    /**
     * Makes a function known, or replaces it.
     *
     * @param name the name by which routes call it
     * @param function the function; stays the caller's to close
     * @param timeout how long it may take
     */
    public void deploy(String name, LambdaFunction function, Duration timeout) {
        functions.deploy(name, function, timeout);
    }

    /**
     * Gives the port it listens on.
     *
     * @return the port
     */
    public int port() {
        return connector.getLocalPort();
    }

    /**
     * Gives the address of the WebSocket API.
     *
     * @return such as {@code ws://127.0.0.1:8080/prod}
     */
    public URI webSocketUri() {
        return uri("ws", "/" + api.stage());
    }

    /**
     * Gives the endpoint of {@code @connections}.
     *
     * @return such as {@code http://127.0.0.1:8080/prod}
     */
    public URI managementUri() {
        return uri("http", "/" + api.stage());
    }

    /**
     * Gives the endpoint of Bedrock Runtime and of Lambda.
     *
     * @return such as {@code http://127.0.0.1:8080}
     */
    public URI endpointUri() {
        return uri("http", "");
    }

    private URI uri(String scheme, String path) {
        @Nullable String host = connector.getHost();
        boolean everywhere = host == null || host.equals("0.0.0.0") || host.equals("::");
        String name = everywhere ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + name + ":" + port() + path);
    }

    /**
     * Tells how fast it is.
     *
     * @return the pace
     */
    public LatencyProfile latency() {
        return settings.latency();
    }

    /**
     * Changes how fast it is; for the model, from its next call on.
     *
     * @param latency the new latency
     */
    public void setLatency(LatencyProfile latency) {
        settings.setLatency(requireNonNull(latency, "latency"));
    }

    /**
     * Lets things go wrong from now on, instead of those that went wrong before.
     *
     * @param faults what goes wrong, {@code NAME} or {@code NAME@N} as {@link ActiveFault#parse} reads it; nothing to let
     *     everything go well
     * @throws IllegalArgumentException if there is no such fault
     */
    public void setFaults(String... faults) {
        settings.setFaults(Arrays.stream(faults).map(ActiveFault::parse).toList());
    }

    /**
     * Lets the model do the same thing at every call, whatever it is asked.
     *
     * @param script what it does; null lets it tell stories again
     */
    public void setModelScript(@Nullable ModelScript script) {
        converseStreamApi.setScript(script);
    }

    /**
     * Shows what has happened.
     *
     * @return the recording
     */
    public Recording recording() {
        return recording;
    }

    /**
     * Counts the WebSockets that are open.
     *
     * @return those included whose {@code $disconnect} was not sent yet
     */
    public int openConnections() {
        return connections.count();
    }

    /** Closes every connection with 1001, gives functions a moment to end, and stops. */
    @Override
    public void close() {
        connections.close();
        functions.close();
        timers.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the local cloud did not stop", e);
        }
    }
}
