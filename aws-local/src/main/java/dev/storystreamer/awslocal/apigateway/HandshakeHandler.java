package dev.storystreamer.awslocal.apigateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import dev.storystreamer.awslocal.concurrent.Timers;
import dev.storystreamer.awslocal.http.HttpResponses;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.Handshaker;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;

/**
 * Handles WebSocket handshakes: {@code $connect} decides the status. No extension is negotiated, because AWS does not
 * document whether API Gateway compresses.
 */
public final class HandshakeHandler {

    private static final int KEY_BYTES = 16;
    private static final Set<String> HOP_BY_HOP = Set.of("connection", "upgrade");

    private final Handshaker handshaker = Handshaker.newInstance();
    private final RouteDispatcher dispatcher;
    private final Timers timers;
    private final WebSocketComponents components;

    public HandshakeHandler(RouteDispatcher dispatcher, Timers timers, WebSocketComponents components) {
        this.dispatcher = dispatcher;
        this.timers = timers;
        this.components = components;
    }

    public void handle(String unused, Request request, Response response, Callback callback) {
        if (!isWellFormed(request)) { // Jetty would reject it too, but only after $connect
            HttpResponses.json(response, 400, HttpResponses.messageBody("Bad Request"), callback);
            return;
        }
        ClientInfo client = client(request);
        CompletableFutures.whenDone(
                dispatcher.connect(client),
                connectResponse -> {
                    if (connectResponse.isSuccess()) {
                        var connection = new ClientConnection(client, dispatcher, timers);
                        upgrade(connection, connectResponse.subProtocol(), request, response, callback);
                    } else {
                        HttpResponses.empty(response, connectResponse.status(), callback);
                    }
                },
                failure -> HttpResponses.json(
                        response,
                        failure instanceof TimeoutException ? 504 : 502,
                        "{\"message\": \"Internal server error\"}",
                        callback));
    }

    private static boolean isWellFormed(Request request) {
        try {
            String query = request.getHttpURI().toURI().getRawQuery();
            if (query != null) {
                byte[] bytes = URLDecoder.decode(query, ISO_8859_1).getBytes(ISO_8859_1);
                UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            }
            return isKey(request.getHeaders().get(HttpHeader.SEC_WEBSOCKET_KEY));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return false;
        }
    }

    /** Sixteen bytes in Base64, as RFC 6455 requires. */
    private static boolean isKey(@Nullable String key) {
        return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
    }

    private void upgrade(
            ClientConnection connection,
            Optional<String> subProtocol,
            Request request,
            Response response,
            Callback callback) {
        WebSocketNegotiator negotiator = new WebSocketNegotiator() {
            @Override
            public FrameHandler negotiate(
                    ServerUpgradeRequest upgradeRequest, ServerUpgradeResponse upgradeResponse, Callback unused) {
                upgradeResponse.setExtensions(List.of());
                subProtocol.filter(upgradeRequest::hasSubProtocol).ifPresent(upgradeResponse::setAcceptedSubProtocol);
                return connection;
            }

            @Override
            public void customize(Configuration configuration) {
                configuration.setMaxFrameSize(Quotas.FRAME_BYTES);
                configuration.setAutoFragment(false); // otherwise a frame above the limit arrives as several
                configuration.setIdleTimeout(Duration.ZERO);
            }
        };
        try {
            if (!handshaker.upgradeRequest(negotiator, request, response, callback, components, null)) {
                HttpResponses.empty(response, 400, callback);
            }
        } catch (RuntimeException e) { // Jetty rejects it; the client must get a response
            Response.writeError(request, response, callback, 400, e.getMessage());
        }
    }

    private static ClientInfo client(Request request) {
        long now = System.currentTimeMillis();
        String host =
                Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST)).orElse("localhost");
        String sourceIp = Request.getRemoteAddr(request);
        return new ClientInfo(
                GatewayIds.newId(),
                now,
                host,
                sourceIp,
                request.getHeaders().get(HttpHeader.USER_AGENT),
                headers(request, sourceIp, now),
                query(request));
    }

    private static Map<String, List<String>> headers(Request request, String sourceIp, long now) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (HttpField field : request.getHeaders()) {
            if (!HOP_BY_HOP.contains(field.getName().toLowerCase(Locale.ROOT))) {
                headers.computeIfAbsent(field.getName(), name -> new ArrayList<>())
                        .add(field.getValue());
            }
        }
        var local = (InetSocketAddress) request.getConnectionMetaData().getLocalSocketAddress();
        headers.put("X-Amzn-Trace-Id", List.of(GatewayIds.newTraceId(now / 1000)));
        headers.put("X-Forwarded-For", List.of(sourceIp));
        headers.put("X-Forwarded-Port", List.of(Integer.toString(local.getPort())));
        headers.put("X-Forwarded-Proto", List.of("http"));
        return headers;
    }

    private static Map<String, List<String>> query(Request request) {
        Map<String, List<String>> query = new TreeMap<>();
        for (Fields.Field field : Request.extractQueryParameters(request)) {
            query.put(field.getName(), field.getValues());
        }
        return query;
    }
}
