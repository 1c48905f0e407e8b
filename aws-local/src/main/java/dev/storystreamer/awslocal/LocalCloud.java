package dev.storystreamer.awslocal;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.awslocal.Front.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
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
 * try (LocalCloud cloud = LocalCloud.builder().pace(Pace.AT_ONCE).start()) {
 *     cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class));
 *     … // connect to cloud.webSocketUri()
 * }
 * }</pre>
 */
public final class LocalCloud implements AutoCloseable {

    /** A connection may be as silent as the longest function, and a little longer. */
    private static final Duration HTTP_IDLE = Duration.ofMinutes(16);

    private static final Duration LONGEST_FUNCTION = Duration.ofMinutes(15);

    private static final int MIN_THREADS = 8;
    private static final int MAX_THREADS = 200;
    private static final int THREAD_IDLE_MILLIS = 60_000;

    private final WebSocketApi api;
    private final Controls controls;
    private final Clockwork clockwork;
    private final Functions functions;
    private final Connections connections = new Connections();
    private final Recording recording;
    private final Server server;
    private final ServerConnector connector;

    private LocalCloud(Builder settings) {
        this.api = settings.api;
        this.controls = new Controls(settings.pace, settings.faults);
        this.clockwork = new Clockwork(settings.timeScale);
        this.functions = new Functions(new Concurrency(settings.concurrency), controls, clockwork);
        this.recording = new Recording(settings.recorded);
        // A queue of Jetty's own would start JMX, hundreds of classes, for the size of a cache line.
        var threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, THREAD_IDLE_MILLIS, new LinkedBlockingQueue<>());
        threads.setName("aws-local");
        threads.setDaemon(true);
        this.server = new Server(threads);
        this.connector = connector(server, settings);
        server.addConnector(connector);
        var newcomers = new Newcomers(clockwork, Quotas.FIRST_REQUEST);
        connector.addEventListener(newcomers);
        server.setErrorHandler(new Refusals());
        server.setHandler(front(settings, newcomers));
    }

    private Front front(Builder settings, Newcomers newcomers) {
        String stage = "/" + Pattern.quote(api.stage());
        var gateway = new Gateway(api, functions, connections, controls, clockwork);
        var components = WebSocketServerComponents.ensureWebSocketComponents(server);
        var connectionsApi = new ConnectionsApi(connections, controls, recording, clockwork);
        var controlsApi = new ControlsApi(controls);
        return new Front(
                newcomers,
                new OriginRule(isLoopback(settings.host)),
                new Handshakes(gateway, clockwork, components),
                stage + "/?",
                List.of(
                        new Endpoint(stage + "/(?:@|%40)connections/([^/]+)", connectionsApi::handle),
                        new Endpoint(
                                "/model/([^/]+)/converse-stream",
                                new Bedrock(controls, recording, clockwork)::converseStream),
                        new Endpoint("/2015-03-31/functions/([^/]+)/invocations", new InvokeApi(functions)::handle),
                        new Endpoint(Pattern.quote(ControlsApi.PATH), controlsApi::handle)),
                Pages.handler(settings.pages));
    }

    private static ServerConnector connector(Server server, Builder settings) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(UriCompliance.UNSAFE); // an ARN in a path has encoded slashes
        http.setHttpCompliance(
                HttpCompliance.RFC9110.with("spelling kept", HttpCompliance.Violation.CASE_SENSITIVE_FIELD_NAME));
        http.setHeaderCacheCaseSensitive(true);
        var http2 = new HTTP2CServerConnectionFactory(http);
        http2.setConnectProtocolEnabled(false); // API Gateway speaks WebSocket over HTTP/1.1
        var connector = new ServerConnector(server, new HttpConnectionFactory(http), http2);
        connector.setHost(settings.host);
        connector.setPort(settings.port);
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
    public static Builder builder() {
        return new Builder();
    }

    private LocalCloud start(List<FirstFunction> first) {
        try {
            connector.open(); // from here on its address is known
            CompletableFuture<Void> deployed = CompletableFuture.runAsync(
                    () -> first.forEach(
                            function -> deploy(function.name(), function.code().apply(this), function.timeout())),
                    task -> Threads.named("aws-local-first").newThread(task).start());
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
    public Pace pace() {
        return controls.pace();
    }

    /**
     * Changes how fast it is; for the model, from its next call on.
     *
     * @param pace the new pace
     */
    public void setPace(Pace pace) {
        controls.setPace(requireNonNull(pace, "pace"));
    }

    /**
     * Lets things go wrong from now on, instead of those that went wrong before.
     *
     * @param faults what goes wrong, {@code NAME} or {@code NAME@N} as {@link ActiveFault#parse} reads it; nothing to let
     *     everything go well
     * @throws IllegalArgumentException if there is no such fault
     */
    public void setFaults(String... faults) {
        controls.setFaults(Arrays.stream(faults).map(ActiveFault::parse).toList());
    }

    /**
     * Lets the model do the same thing at every call, whatever it is asked.
     *
     * @param script what it does; null lets it tell stories again
     */
    public void play(@Nullable ModelScript script) {
        controls.setScript(script);
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
        clockwork.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the local cloud did not stop", e);
        }
    }

    /** The settings of a cloud. Not thread-safe. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private WebSocketApi api = WebSocketApi.of("story");
        private Pace pace = Pace.LIFELIKE;
        private double timeScale = 1;
        private int recorded = 100_000;
        private int concurrency = Functions.CONCURRENT_CALLS;
        private @Nullable URL pages;
        private final List<ActiveFault> faults = new ArrayList<>();
        private final List<FirstFunction> functions = new ArrayList<>();

        private Builder() {}

        /**
         * Sets the address it listens on.
         *
         * @param value a host name or an address, {@code 127.0.0.1} unless set
         * @return this builder
         */
        public Builder host(String value) {
            host = requireNonNull(value, "host");
            return this;
        }

        /**
         * Sets the port it listens on.
         *
         * @param value the port; 0, unless set, takes any that is free
         * @return this builder
         */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /**
         * Sets the WebSocket API up.
         *
         * @param value the API; one function named {@code story} unless set
         * @return this builder
         */
        public Builder webSocketApi(WebSocketApi value) {
            api = requireNonNull(value, "webSocketApi");
            return this;
        }

        /**
         * Sets how fast it is.
         *
         * @param value the pace, {@link Pace#LIFELIKE} unless set
         * @return this builder
         */
        public Builder pace(Pace value) {
            pace = requireNonNull(value, "pace");
            return this;
        }

        /**
         * Sets how fast the long clocks run: 29 s of an integration, 10 minutes of silence, 2 hours of a connection.
         *
         * @param value 1 unless set; 10 makes them ten times as fast
         * @return this builder
         */
        public Builder timeScale(double value) {
            if (!(value > 0)) {
                throw new IllegalArgumentException("timeScale must be positive: " + value);
            }
            timeScale = value;
            return this;
        }

        /**
         * Lets something go wrong from the start; may be called more than once.
         *
         * @param fault {@code NAME} or {@code NAME@N}, as {@link ActiveFault#parse} reads it
         * @return this builder
         * @throws IllegalArgumentException if there is no such fault
         */
        public Builder fault(String fault) {
            faults.add(ActiveFault.parse(fault));
            return this;
        }

        /**
         * Sets how much it remembers.
         *
         * @param most how many posts and how many model calls, 100,000 unless set; 0 for none
         * @return this builder
         */
        public Builder record(int most) {
            recorded = most;
            return this;
        }

        /**
         * Sets how many functions may run at the same time. Whoever would wait for one more is answered with 429, its
         * WebSocket client with a frame of the gateway's; an Event waits for its turn.
         *
         * @param most at least 1; 1,000, which is a new account's quota, unless set
         * @return this builder
         */
        public Builder concurrency(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("concurrency must be at least 1: " + most);
            }
            concurrency = most;
            return this;
        }

        /**
         * Serves files at the root, to GET requests that are meant for nothing else.
         *
         * @param folder where the files are, {@code index.html} among them; may be inside a jar
         * @return this builder
         */
        public Builder pages(URL folder) {
            pages = requireNonNull(folder, "pages");
            return this;
        }

        /**
         * Makes a function known from the start on. It is made while the cloud starts, on another thread.
         *
         * @param name the name by which routes call it
         * @param function makes the function, once; the cloud it is given tells its addresses, and nothing else yet. What
         *     it throws, {@link #start} throws
         * @param timeout how long a call may take
         * @return this builder
         */
        public Builder deploy(String name, Function<LocalCloud, LambdaFunction> function, Duration timeout) {
            functions.add(new FirstFunction(name, function, timeout));
            return this;
        }

        /**
         * Starts the cloud.
         *
         * @return the running cloud
         * @throws UncheckedIOException if the address cannot be listened on
         */
        public LocalCloud start() {
            return new LocalCloud(this).start(List.copyOf(functions));
        }
    }

    private record FirstFunction(String name, Function<LocalCloud, LambdaFunction> code, Duration timeout) {}
}
