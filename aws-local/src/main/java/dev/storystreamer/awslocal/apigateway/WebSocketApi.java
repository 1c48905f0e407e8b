package dev.storystreamer.awslocal.apigateway;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How one WebSocket API is set up: its stage, its routes, and what its authorizer says of every client. Routes are
 * chosen by {@code $request.body.action}. Immutable.
 *
 * @param stage the first segment of its path, {@code prod} as a rule
 * @param routes what each route key does; a key that is missing is a route that does not exist
 * @param authorizer what a Lambda authorizer on {@code $connect} answered, put into every event; empty for none
 */
public record WebSocketApi(String stage, Map<String, Route> routes, Map<String, String> authorizer) {

    /** The route of a handshake. Optional: without it every handshake succeeds. */
    public static final String CONNECT = "$connect";

    /** The route of a connection's end. Optional. */
    public static final String DISCONNECT = "$disconnect";

    /** The route of a message that no other route matches. Without it such a message is refused. */
    public static final String DEFAULT = "$default";

    public WebSocketApi {
        requireNonNull(stage, "stage");
        routes = Map.copyOf(routes);
        authorizer = Map.copyOf(authorizer);
    }

    /**
     * Sets up the usual API: stage {@code prod}, and one function behind the three routes that API Gateway knows.
     *
     * @param function the function's name
     * @return the API; {@code $default} waits for the function
     */
    public static WebSocketApi of(String function) {
        var route = new Route(function, false, false);
        return new WebSocketApi("prod", Map.of(CONNECT, route, DISCONNECT, route, DEFAULT, route), Map.of());
    }

    /**
     * Adds a route or replaces it.
     *
     * @param key {@code $connect}, {@code $disconnect}, {@code $default}, or a value of a message's {@code action}
     * @param route what it does
     * @return a copy with that route
     */
    public WebSocketApi withRoute(String key, Route route) {
        var copy = new LinkedHashMap<>(routes);
        copy.put(key, route);
        return new WebSocketApi(stage, copy, authorizer);
    }

    /**
     * Takes a route away.
     *
     * @param key the route's key
     * @return a copy without that route
     */
    public WebSocketApi withoutRoute(String key) {
        var copy = new LinkedHashMap<>(routes);
        copy.remove(key);
        return new WebSocketApi(stage, copy, authorizer);
    }

    /**
     * Sets what the authorizer says.
     *
     * @param context its {@code principalId} and whatever else it answers
     * @return a copy with that authorizer
     */
    public WebSocketApi withAuthorizer(Map<String, String> context) {
        return new WebSocketApi(stage, routes, context);
    }

    /**
     * What one route does.
     *
     * @param function the name of the function behind it
     * @param asynchronous true if the function is called as an Event, so that nobody waits for its answer
     * @param answers true if the route has a route response: the {@code body} of the function's answer goes to the client
     * @param template makes the function's event; empty for the event of a proxy integration
     */
    public record Route(String function, boolean asynchronous, boolean answers, Optional<String> template) {
        public Route {
            requireNonNull(function, "function");
            requireNonNull(template, "template");
        }

        /**
         * Sets up a route that needs no template.
         *
         * @param function the name of the function behind it
         * @param asynchronous true if the function is called as an Event
         * @param answers true if the route has a route response
         */
        public Route(String function, boolean asynchronous, boolean answers) {
            this(function, asynchronous, answers, Optional.empty());
        }

        /**
         * Makes the event by a request template, as an integration of type AWS does.
         *
         * @param text the template, in API Gateway's dialect of Velocity
         * @return a copy with that template
         */
        public Route withTemplate(String text) {
            return new Route(function, asynchronous, answers, Optional.of(text));
        }
    }
}
