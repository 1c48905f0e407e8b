package dev.storystreamer.awslocal.apigateway;

import dev.storystreamer.awslocal.apigateway.WebSocketApi.Route;
import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import dev.storystreamer.awslocal.concurrent.Timers;
import dev.storystreamer.awslocal.faults.Fault;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import dev.storystreamer.awslocal.lambda.DeployedFunctions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Invokes the functions of the routes for handshakes, messages and closed connections, sends API Gateway's error frames,
 * and closes connections after the idle timeout or the maximum duration. The messages of one connection are handled
 * concurrently, in no guaranteed order.
 */
public final class RouteDispatcher implements ClientConnection.Listener {

    private static final System.Logger LOG = System.getLogger(RouteDispatcher.class.getName());

    private final WebSocketApi api;
    private final ProxyEvents events;
    private final DeployedFunctions functions;
    private final OpenConnections connections;
    private final SimulationSettings settings;
    private final Timers timers;

    public RouteDispatcher(
            WebSocketApi api,
            DeployedFunctions functions,
            OpenConnections connections,
            SimulationSettings settings,
            Timers timers) {
        this.api = api;
        this.events = new ProxyEvents(api);
        this.functions = functions;
        this.connections = connections;
        this.settings = settings;
        this.timers = timers;
    }

    /**
     * Invokes the {@code $connect} route.
     *
     * @return its response, 200 if there is no such route; fails with TimeoutException after 29 s, or as the function fails
     */
    CompletableFuture<ProxyResponse> connect(ClientInfo client) {
        Route route = api.routes().get(WebSocketApi.CONNECT);
        Optional<Integer> fault = MessageFaults.handshakeStatus(settings);
        if (route == null || fault.isPresent()) {
            return CompletableFuture.completedFuture(
                    new ProxyResponse(fault.orElse(200), Optional.empty(), Optional.empty()));
        }
        return invoke(route, events.connect(client, GatewayIds.newId()))
                .thenApply(response -> ProxyResponse.parse(response)
                        .orElseThrow(() -> new IllegalStateException("the response of $connect has no statusCode")));
    }

    @Override
    public void opened(ClientConnection connection) {
        connections.add(connection);
        connection.schedule(timers.scaled(Quotas.CONNECTION_DURATION), connection::closeGoingAway);
        closeWhenIdle(connection, timers.scaled(Quotas.IDLE_TIMEOUT));
    }

    private void closeWhenIdle(ClientConnection connection, Duration timeout) {
        Duration idle = Duration.ofMillis(System.currentTimeMillis() - connection.lastActiveAt());
        Duration left = timeout.minus(idle);
        if (left.isZero() || left.isNegative()) {
            connection.closeGoingAway();
        } else if (connections.find(connection.client().connectionId()).isPresent()) {
            connection.schedule(left, () -> closeWhenIdle(connection, timeout));
        }
    }

    @Override
    public void message(ClientConnection connection, String sent) {
        if (MessageFaults.closeConnection(settings, connection)) {
            return;
        }
        String text = MessageFaults.deliveredText(settings, sent);
        String key = routeKey(text);
        Route route = api.routes().get(key);
        String requestId = GatewayIds.newId();
        Consumer<GatewayErrorFrame> sendError =
                frame -> connection.sendText(frame.toBytes(connection.client().connectionId(), requestId));
        Optional<GatewayErrorFrame> fault = MessageFaults.errorFrame(settings);
        if (route == null || fault.isPresent()) {
            sendError.accept(fault.orElse(GatewayErrorFrame.FORBIDDEN));
            return;
        }
        if (settings.has(Fault.INTEGRATION_TIMES_OUT)) {
            sendError.accept(GatewayErrorFrame.ENDPOINT_REQUEST_TIMED_OUT);
        }
        byte[] proxyEvent = events.message(connection.client(), key, requestId, text);
        byte[] event = route.template()
                .map(template -> new RequestTemplate(template).render(proxyEvent))
                .orElse(proxyEvent);
        if (!route.asynchronous() && !settings.has(Fault.INTEGRATION_TIMES_OUT)) {
            invokeSync(connection, route, event, sendError);
        } else if (!functions.invokeAsync(route.function(), event)) {
            sendError.accept(GatewayErrorFrame.INTERNAL_SERVER_ERROR);
        }
    }

    private void invokeSync(
            ClientConnection connection, Route route, byte[] event, Consumer<GatewayErrorFrame> sendError) {
        CompletableFutures.whenDone(
                invoke(route, event),
                result -> {
                    if (route.hasResponse()) {
                        ProxyResponse.parse(result)
                                .flatMap(ProxyResponse::body)
                                .ifPresent(body -> connection.sendText(body.getBytes(StandardCharsets.UTF_8)));
                    }
                },
                failure -> sendError.accept(
                        failure instanceof TimeoutException
                                ? GatewayErrorFrame.ENDPOINT_REQUEST_TIMED_OUT
                                : GatewayErrorFrame.INTERNAL_SERVER_ERROR));
    }

    /** After the timeout the function continues, but its result is dropped. */
    private CompletableFuture<byte[]> invoke(Route route, byte[] event) {
        Duration timeout = timers.scaled(Quotas.INTEGRATION_TIMEOUT);
        return functions.invoke(route.function(), event).copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A message with a predefined route key selects $default. AWS does not document this case. */
    private String routeKey(String text) {
        String action = JsonMessage.field(text, "action").orElse("");
        boolean reserved = action.equals(WebSocketApi.CONNECT) || action.equals(WebSocketApi.DISCONNECT);
        return !reserved && api.routes().containsKey(action) ? action : WebSocketApi.DEFAULT;
    }

    @Override
    public void outputClosed(ClientConnection connection) {
        connections.remove(connection);
    }

    @Override
    public void closed(ClientConnection connection, int code, String reason) {
        connections.remove(connection);
        Route route = api.routes().get(WebSocketApi.DISCONNECT);
        if (route != null
                && !functions.invokeAsync(route.function(), events.disconnect(connection.client(), code, reason))) {
            LOG.log(System.Logger.Level.WARNING, "the queue of events is full: a $disconnect is dropped");
        }
    }
}
