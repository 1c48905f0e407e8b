package dev.storystreamer.awslocal.apigateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
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
import org.jspecify.annotations.Nullable;

/**
 * API Gateway's part of a WebSocket API, once the handshake is done: messages to functions, the frames it sends itself,
 * the long clocks, and {@code $disconnect}. Messages of one connection are worked on at the same time, in no order.
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
     * Asks the {@code $connect} route whether a client may come in.
     *
     * @return its answer, 200 if there is no such route; fails with TimeoutException after 29 s, or as the function did
     */
    public CompletableFuture<ProxyResponse> connect(ClientInfo client) {
        Route route = api.routes().get(WebSocketApi.CONNECT);
        Optional<Integer> refused = MessageFaults.refusedHandshake(settings);
        if (route == null || refused.isPresent()) {
            return CompletableFuture.completedFuture(
                    new ProxyResponse(refused.orElse(200), Optional.empty(), Optional.empty()));
        }
        return invoke(route, events.connect(client, GatewayIds.gatewayId()))
                .thenApply(answer -> ProxyResponse.parse(answer)
                        .orElseThrow(() -> new IllegalStateException("the answer of $connect has no statusCode")));
    }

    @Override
    public void opened(ClientConnection connection) {
        connections.add(connection);
        connection.after(timers.scaled(Quotas.CONNECTION), () -> goAway(connection));
        watchIdle(connection, timers.scaled(Quotas.IDLE));
    }

    private void watchIdle(ClientConnection connection, Duration idle) {
        Duration silent = Duration.ofMillis(System.currentTimeMillis() - connection.lastActiveAt());
        Duration left = idle.minus(silent);
        if (left.isZero() || left.isNegative()) {
            goAway(connection);
        } else if (connections.find(connection.client().connectionId()).isPresent()) {
            connection.after(left, () -> watchIdle(connection, idle));
        }
    }

    private static void goAway(ClientConnection connection) {
        connection.close(1001, "Going away");
    }

    @Override
    public void message(ClientConnection connection, String sent) {
        if (MessageFaults.close(settings, connection)) {
            return;
        }
        String text = MessageFaults.delivered(settings, sent);
        String key = routeKey(text);
        Route route = api.routes().get(key);
        String requestId = GatewayIds.gatewayId();
        Consumer<GatewayErrorFrame> refuse =
                frame -> connection.sendText(frame.frame(connection.client().connectionId(), requestId));
        Optional<GatewayErrorFrame> refusal = MessageFaults.refusal(settings);
        if (route == null || refusal.isPresent()) {
            refuse.accept(refusal.orElse(GatewayErrorFrame.FORBIDDEN));
            return;
        }
        if (settings.has(Fault.INTEGRATION_TIMES_OUT)) {
            refuse.accept(GatewayErrorFrame.ENDPOINT_REQUEST_TIMED_OUT);
        }
        byte[] proxied = events.message(connection.client(), key, requestId, text);
        byte[] event = route.template()
                .map(template -> new RequestTemplate(template).render(proxied))
                .orElse(proxied);
        if (route.asynchronous() || settings.has(Fault.INTEGRATION_TIMES_OUT)) {
            if (!functions.send(route.function(), event)) {
                refuse.accept(GatewayErrorFrame.INTERNAL_SERVER_ERROR);
            }
            return;
        }
        CompletableFutures.whenDone(
                invoke(route, event),
                answer -> {
                    if (route.answers()) {
                        ProxyResponse.parse(answer)
                                .flatMap(ProxyResponse::body)
                                .ifPresent(body -> sendBody(connection, body));
                    }
                },
                failure -> refuse.accept(
                        failure instanceof TimeoutException
                                ? GatewayErrorFrame.ENDPOINT_REQUEST_TIMED_OUT
                                : GatewayErrorFrame.INTERNAL_SERVER_ERROR));
    }

    private static void sendBody(ClientConnection connection, String body) {
        connection.sendText(body.getBytes(StandardCharsets.UTF_8));
    }

    /** A function that is too slow for the gateway goes on; only its answer is dropped. */
    private CompletableFuture<byte[]> invoke(Route route, byte[] event) {
        Duration timeout = timers.scaled(Quotas.INTEGRATION_TIMEOUT);
        return functions.invoke(route.function(), event).copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The reserved keys cannot be reached by a message: what AWS does then is not documented, and here it is $default. */
    private String routeKey(String text) {
        String action = action(text);
        boolean reserved = action.equals(WebSocketApi.CONNECT) || action.equals(WebSocketApi.DISCONNECT);
        return !reserved && api.routes().containsKey(action) ? action : WebSocketApi.DEFAULT;
    }

    private static String action(String text) {
        try {
            JsonElement message = JsonParser.parseString(text);
            @Nullable JsonElement action =
                    message.isJsonObject() ? message.getAsJsonObject().get("action") : null;
            return action == null || !action.isJsonPrimitive() ? "" : action.getAsString();
        } catch (JsonParseException | StackOverflowError e) {
            return "";
        }
    }

    @Override
    public void gone(ClientConnection connection) {
        connections.remove(connection);
    }

    @Override
    public void closed(ClientConnection connection, int code, String reason) {
        connections.remove(connection);
        Route route = api.routes().get(WebSocketApi.DISCONNECT);
        if (route != null && !functions.send(route.function(), events.disconnect(connection.client(), code, reason))) {
            LOG.log(System.Logger.Level.WARNING, "too many events wait: a $disconnect is lost");
        }
    }
}
