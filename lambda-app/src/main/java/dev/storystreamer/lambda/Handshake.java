package dev.storystreamer.lambda;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client's handshake says. Header names keep the client's spelling, so they are looked up in any.
 *
 * <p>A browser cannot set headers of a WebSocket's handshake, except one: the sub-protocols it offers. So a page brings its
 * token there, {@code new WebSocket(url, ["story.v1", "bearer." + token])}, where no access log of a proxy shows it as it
 * would a query. The server must then choose one of those offered or the browser gives up; it chooses {@link
 * #SUB_PROTOCOL}, never the token.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html">The
 *     $connect route and sub-protocols</a>
 */
final class Handshake {

    /** The one sub-protocol there is; offering none is fine too. */
    static final String SUB_PROTOCOL = "story.v1";

    static final String SUB_PROTOCOL_HEADER = "Sec-WebSocket-Protocol";

    private static final String TOKEN_PREFIX = "bearer.";
    private static final String TOKEN_PARAMETER = "token";

    private final Map<String, String> headers;
    private final Map<String, String> query;

    private Handshake(Map<String, String> headers, Map<String, String> query) {
        this.headers = headers;
        this.query = query;
    }

    static Handshake of(@Nullable Map<String, String> headers, @Nullable Map<String, String> query) {
        return new Handshake(headers == null ? Map.of() : headers, query == null ? Map.of() : query);
    }

    /** The token: from the sub-protocols, else from the query parameter {@code token}. */
    Optional<String> token() {
        return subProtocols().stream()
                .filter(offered -> offered.toLowerCase(Locale.ROOT).startsWith(TOKEN_PREFIX))
                .map(offered -> offered.substring(TOKEN_PREFIX.length()))
                .findFirst()
                .or(() -> Optional.ofNullable(query.get(TOKEN_PARAMETER)))
                .filter(token -> !token.isBlank());
    }

    /** The page that opens the connection; browsers name it, nobody else must. */
    Optional<String> origin() {
        return header("Origin");
    }

    /** What to answer as chosen, if our protocol was offered. */
    Optional<String> subProtocol() {
        return subProtocols().stream().filter(SUB_PROTOCOL::equals).findFirst();
    }

    private List<String> subProtocols() {
        return Arrays.stream(header(SUB_PROTOCOL_HEADER).orElse("").split(",", -1))
                .map(String::strip)
                .toList();
    }

    private Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
