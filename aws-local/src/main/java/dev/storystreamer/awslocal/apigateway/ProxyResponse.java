package dev.storystreamer.awslocal.apigateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The response of a function behind a proxy integration. */
record ProxyResponse(int status, Optional<String> subProtocol, Optional<String> body) {

    private static final String SUB_PROTOCOL = "Sec-WebSocket-Protocol";

    /** Parses a response; empty if it does not have the form that a proxy integration requires. */
    static Optional<ProxyResponse> parse(byte[] json) {
        try {
            JsonElement response = JsonParser.parseString(new String(json, StandardCharsets.UTF_8));
            if (!response.isJsonObject() || !response.getAsJsonObject().has("statusCode")) {
                return Optional.empty();
            }
            JsonObject object = response.getAsJsonObject();
            return Optional.of(new ProxyResponse(
                    object.get("statusCode").getAsInt(), subProtocol(object.get("headers")), text(object.get("body"))));
        } catch (JsonParseException | UnsupportedOperationException | IllegalStateException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> subProtocol(@Nullable JsonElement headers) {
        if (headers == null || !headers.isJsonObject()) {
            return Optional.empty();
        }
        return headers.getAsJsonObject().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(SUB_PROTOCOL))
                .map(Map.Entry::getValue)
                .flatMap(value -> text(value).stream())
                .findFirst();
    }

    private static Optional<String> text(@Nullable JsonElement element) {
        return element == null || !element.isJsonPrimitive() ? Optional.empty() : Optional.of(element.getAsString());
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
