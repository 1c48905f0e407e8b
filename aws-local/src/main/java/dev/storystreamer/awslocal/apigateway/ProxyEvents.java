package dev.storystreamer.awslocal.apigateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.http.HttpResponses;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Creates the events of a Lambda proxy integration, in the form of recorded ones: fields that do not apply are absent, not
 * null.
 */
final class ProxyEvents {

    private static final DateTimeFormatter REQUEST_TIME = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final String apiId = GatewayIds.newApiId();
    private final WebSocketApi api;

    ProxyEvents(WebSocketApi api) {
        this.api = api;
    }

    byte[] connect(ClientInfo client, String requestId) {
        var event = new JsonObject();
        addHeaders(event, client.headers());
        if (!client.query().isEmpty()) {
            event.add("queryStringParameters", lastValues(client.query()));
            event.add("multiValueQueryStringParameters", allValues(client.query()));
        }
        event.add("requestContext", context(client, WebSocketApi.CONNECT, "CONNECT", requestId, null));
        return toBytes(event);
    }

    byte[] message(ClientInfo client, String routeKey, String requestId, String body) {
        var event = new JsonObject();
        var messageId = new JsonObject();
        messageId.addProperty("messageId", GatewayIds.newId());
        event.add("requestContext", context(client, routeKey, "MESSAGE", requestId, messageId));
        event.addProperty("body", body);
        return toBytes(event);
    }

    byte[] disconnect(ClientInfo client, int code, String reason) {
        var event = new JsonObject();
        addHeaders(
                event,
                Map.of(
                        "Host", List.of(client.host()),
                        "x-api-key", List.of(""),
                        "X-Forwarded-For", List.of(""),
                        "x-restapi", List.of("")));
        var cause = new JsonObject();
        cause.addProperty("disconnectStatusCode", code);
        cause.addProperty("disconnectReason", reason);
        event.add("requestContext", context(client, WebSocketApi.DISCONNECT, "DISCONNECT", GatewayIds.newId(), cause));
        return toBytes(event);
    }

    private JsonObject context(
            ClientInfo client, String routeKey, String eventType, String requestId, @Nullable JsonObject extraFields) {
        Instant now = Instant.now();
        var context = new JsonObject();
        context.addProperty("routeKey", routeKey);
        if (!api.authorizer().isEmpty()) {
            context.add("authorizer", authorizer());
        }
        if (extraFields != null) {
            extraFields.entrySet().forEach(entry -> context.add(entry.getKey(), entry.getValue()));
        }
        context.addProperty("eventType", eventType);
        context.addProperty("extendedRequestId", requestId);
        context.addProperty("requestTime", REQUEST_TIME.format(now));
        context.addProperty("messageDirection", "IN");
        context.addProperty("stage", api.stage());
        context.addProperty("connectedAt", client.connectedAt());
        context.addProperty("requestTimeEpoch", now.toEpochMilli());
        context.add("identity", identity(client));
        context.addProperty("requestId", requestId);
        context.addProperty("domainName", client.host());
        context.addProperty("connectionId", client.connectionId());
        context.addProperty("apiId", apiId);
        return context;
    }

    private JsonObject authorizer() {
        var authorizer = new JsonObject();
        api.authorizer().forEach(authorizer::addProperty);
        authorizer.addProperty("integrationLatency", 1);
        return authorizer;
    }

    private static JsonObject identity(ClientInfo client) {
        var identity = new JsonObject();
        if (client.userAgent() != null) {
            identity.addProperty("userAgent", client.userAgent());
        }
        identity.addProperty("sourceIp", client.sourceIp());
        return identity;
    }

    private static void addHeaders(JsonObject event, Map<String, List<String>> headers) {
        event.add("headers", lastValues(headers));
        event.add("multiValueHeaders", allValues(headers));
    }

    private static JsonObject lastValues(Map<String, List<String>> values) {
        var object = new JsonObject();
        values.forEach((name, all) -> object.addProperty(name, all.get(all.size() - 1)));
        return object;
    }

    private static JsonObject allValues(Map<String, List<String>> values) {
        var object = new JsonObject();
        values.forEach((name, all) -> {
            var array = new JsonArray();
            all.forEach(array::add);
            object.add(name, array);
        });
        return object;
    }

    private static byte[] toBytes(JsonObject event) {
        event.addProperty("isBase64Encoded", false);
        return HttpResponses.JSON.toJson(event).getBytes(StandardCharsets.UTF_8);
    }
}
