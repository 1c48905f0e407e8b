package dev.storystreamer.lambda;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The headers and the query of a client's WebSocket handshake. Header names are matched without regard to case.
 *
 * <p>The only header that a browser lets a page set in the handshake is the list of subprotocols. A page therefore sends
 * its token there: {@code new WebSocket(url, ["story.v1", "bearer." + token])}. Access logs of proxies
 * usually contain the query, but not this header. The server must select one of the subprotocols offered, or the browser closes the connection; it
 * selects {@code story.v1}, never the token.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html">The
 *     $connect route and sub-protocols</a>
 */
public final class Handshake {

    static final String SUB_PROTOCOL_HEADER = "Sec-WebSocket-Protocol";

    /** The only subprotocol; a client may also offer none. */
    private static final String SUB_PROTOCOL = "story.v1";

    private static final String TOKEN_PREFIX = "bearer.";
    private static final String TOKEN_PARAMETER = "token";

    private final Map<String, String> headers;
    private final Map<String, String> query;

    /** Creates a handshake from its headers and its query parameters; null for none. */
    public Handshake(@Nullable Map<String, String> headers, @Nullable Map<String, String> query) {
        this.headers = headers == null ? Map.of() : headers;
        this.query = query == null ? Map.of() : query;
    }

    /** {@return the client's token, from the subprotocols, else from the query parameter {@code token}; empty if none} */
    public Optional<String> token() {
        return subProtocols().stream()
                .filter(offered -> offered.toLowerCase(Locale.ROOT).startsWith(TOKEN_PREFIX))
                .map(offered -> offered.substring(TOKEN_PREFIX.length()))
                .findFirst()
                .or(() -> Optional.ofNullable(query.get(TOKEN_PARAMETER)))
                .filter(token -> !token.isBlank());
    }

    /** {@return the origin of the page that opens the connection; browsers always send it, other clients need not} */
    public Optional<String> origin() {
        return header("Origin");
    }

    /** Returns the subprotocol to select, if the client offered it. */
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
