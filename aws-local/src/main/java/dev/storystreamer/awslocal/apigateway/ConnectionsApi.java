package dev.storystreamer.awslocal.apigateway;

import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import dev.storystreamer.awslocal.concurrent.Timers;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import dev.storystreamer.awslocal.http.HttpBodies;
import dev.storystreamer.awslocal.http.HttpResponses;
import dev.storystreamer.awslocal.http.ServiceException;
import dev.storystreamer.awslocal.recording.RecordedPost;
import dev.storystreamer.awslocal.recording.Recording;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The management API {@code @connections}: posts to a connection, describes it, closes it. Signatures are not checked.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html">Use
 *     {@code @connections} commands</a>
 */
public final class ConnectionsApi {

    /** ISO 8601, always with milliseconds. */
    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter().withZone(ZoneOffset.UTC);

    private final OpenConnections connections;
    private final SimulationSettings settings;
    private final Recording recording;
    private final Timers timers;

    public ConnectionsApi(
            OpenConnections connections, SimulationSettings settings, Recording recording, Timers timers) {
        this.connections = connections;
        this.settings = settings;
        this.recording = recording;
        this.timers = timers;
    }

    public void handle(String connectionId, Request request, Response response, Callback callback) {
        response.getHeaders()
                .put("x-amz-apigw-id", GatewayIds.newId())
                .put("x-amzn-trace-id", GatewayIds.newTraceId(System.currentTimeMillis() / 1000));
        try {
            switch (request.getMethod()) {
                case "POST" -> readPost(connectionId, request, response, callback);
                case "GET" -> HttpResponses.json(response, 200, describe(find(connectionId)), callback);
                case "DELETE" -> {
                    find(connectionId).close(1000, "Connection Closed Normally");
                    HttpResponses.empty(response, 204, callback);
                }
                default -> HttpResponses.forbidden(response, callback);
            }
        } catch (ServiceException e) {
            HttpResponses.error(response, e, callback);
        }
    }

    private ClientConnection find(String connectionId) throws ServiceException {
        if (!GatewayIds.isValidId(connectionId)) {
            throw new ServiceException(400, "BadRequestException", "Invalid connectionId: " + connectionId);
        }
        return connections.find(connectionId).orElseThrow(() -> new ServiceException(410, "GoneException", null));
    }

    private static String describe(ClientConnection connection) {
        ClientInfo client = connection.client();
        var identity = new JsonObject();
        identity.addProperty("sourceIp", client.sourceIp());
        // Clients expect the key even if the handshake had no User-Agent.
        identity.addProperty("userAgent", client.userAgent() == null ? "" : client.userAgent());
        var description = new JsonObject();
        description.add("identity", identity);
        description.addProperty("connectedAt", timestamp(client.connectedAt()));
        description.addProperty("lastActiveAt", timestamp(connection.lastActiveAt()));
        return HttpResponses.PRETTY_JSON.toJson(description);
    }

    private static String timestamp(long epochMillis) {
        return TIMESTAMP.format(Instant.ofEpochMilli(epochMillis));
    }

    private void readPost(String connectionId, Request request, Response response, Callback callback) {
        long receivedAt = System.nanoTime();
        recording.postStarted(connectionId);
        CompletableFutures.whenDone(
                HttpBodies.read(request, Quotas.MESSAGE_BYTES),
                data -> timers.schedule(
                        settings.latency().postLatency(),
                        () -> post(connectionId, data, receivedAt, response, callback)),
                failure -> finish(
                        new RecordedPost(connectionId, "", receivedAt, System.nanoTime(), 413),
                        new ServiceException(413, "PayloadTooLargeException", "Payload too large"),
                        response,
                        callback));
    }

    private void post(String connectionId, byte[] data, long receivedAt, Response response, Callback callback) {
        ServiceException error = null;
        int number = 0;
        try {
            ClientConnection connection = find(connectionId);
            number = connection.countPost();
            PostFaults.closeConnection(settings, number, connection);
            deliver(find(connectionId), data, PostFaults.error(settings, number));
            PostFaults.sendAbort(settings, number, connection);
        } catch (ServiceException e) {
            error = e;
        }
        int status = error == null ? 200 : error.status();
        var post = new RecordedPost(
                connectionId, new String(data, StandardCharsets.UTF_8), receivedAt, System.nanoTime(), status);
        if (number > 0 && PostFaults.neverResponds(settings, number)) {
            recording.postFinished(post); // without a response
        } else {
            finish(post, error, response, callback);
        }
    }

    private static void deliver(ClientConnection connection, byte[] data, @Nullable ServiceException injected)
            throws ServiceException {
        if (injected != null) {
            throw injected;
        }
        if (connection.isSendBufferFull()) {
            throw new ServiceException(429, "LimitExceededException", "The client does not read what it is sent");
        }
        connection.sendText(data);
    }

    private void finish(RecordedPost post, @Nullable ServiceException error, Response response, Callback callback) {
        recording.postFinished(post); // before the response, because the caller may post again at once
        if (error != null) {
            HttpResponses.error(response, error, callback);
        } else {
            response.getHeaders().put("Content-Type", "application/json");
            HttpResponses.empty(response, 200, callback);
        }
    }
}
