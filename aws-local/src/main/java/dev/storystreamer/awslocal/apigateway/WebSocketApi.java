package dev.storystreamer.awslocal.apigateway;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of a WebSocket API. The route selection expression is {@code $request.body.action}. Immutable.
 *
 * @param stage the first segment of the path, usually {@code prod}
 * @param routes the routes by route key
 * @param authorizer the context that a Lambda authorizer on {@code $connect} returns, added to each event; empty for none
 */
public record WebSocketApi(String stage, Map<String, Route> routes, Map<String, String> authorizer) {

    /** The route key of handshakes. Without this route, every handshake succeeds. */
    public static final String CONNECT = "$connect";

    /** The route key of closed connections. This route is optional. */
    public static final String DISCONNECT = "$disconnect";

    /** The route key of messages that match no other route. Without this route, such messages are rejected. */
    public static final String DEFAULT = "$default";

    public WebSocketApi {
        requireNonNull(stage, "stage");
        routes = Map.copyOf(routes);
        authorizer = Map.copyOf(authorizer);
    }

    /**
     * Creates an API with the stage {@code prod} and one function behind the three predefined routes.
     *
     * @param function the name of the function
     * @return the API; all routes are synchronous
     */
    public static WebSocketApi of(String function) {
        var route = new Route(function, false, false);
        return new WebSocketApi("prod", Map.of(CONNECT, route, DISCONNECT, route, DEFAULT, route), Map.of());
    }

    /**
     * Adds or replaces a route.
     *
     * @param key a predefined route key, or a value of {@code action} in a message
     * @param route the route
     * @return a copy with the route
     */
    public WebSocketApi withRoute(String key, Route route) {
        var copy = new LinkedHashMap<>(routes);
        copy.put(key, route);
        return new WebSocketApi(stage, copy, authorizer);
    }

    /** {@return a copy without one of the routes} */
    public WebSocketApi withoutRoute(String key) {
        var copy = new LinkedHashMap<>(routes);
        copy.remove(key);
        return new WebSocketApi(stage, copy, authorizer);
    }

    /** {@return a copy whose authorizer returns a {@code principalId} and other values} */
    public WebSocketApi withAuthorizer(Map<String, String> context) {
        return new WebSocketApi(stage, routes, context);
    }

    /**
     * One route.
     *
     * @param function the name of its function
     * @param asynchronous true if the function is invoked as an {@code Event}
     * @param hasResponse true if the route has a route response, which sends the function's {@code body} to the client
     * @param template the request template of an AWS integration; empty for a proxy integration
     */
    public record Route(String function, boolean asynchronous, boolean hasResponse, Optional<String> template) {
        public Route {
            requireNonNull(function, "function");
            requireNonNull(template, "template");
        }

        /** Creates a route with a proxy integration. */
        public Route(String function, boolean asynchronous, boolean hasResponse) {
            this(function, asynchronous, hasResponse, Optional.empty());
        }

        /** {@return a copy with a request template, in API Gateway's dialect of Velocity} */
        public Route withTemplate(String text) {
            return new Route(function, asynchronous, hasResponse, Optional.of(text));
        }
    }
}
