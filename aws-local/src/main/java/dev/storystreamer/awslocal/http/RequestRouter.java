package dev.storystreamer.awslocal.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.server.Handshaker;

/**
 * Routes each request to an endpoint by its raw path. The path is not decoded, because an encoded slash is part of a
 * model's ARN.
 */
public final class RequestRouter extends Handler.Wrapper {

    private final Handshaker handshaker = Handshaker.newInstance();
    private final FirstRequestTimeout firstRequestTimeout;
    private final OriginCheck originCheck;
    private final String webSocketPath;
    private final List<Endpoint> endpoints;

    /** Requests that match no endpoint go to the files. The response to an unknown path names the WebSocket's. */
    public RequestRouter(
            FirstRequestTimeout firstRequestTimeout,
            OriginCheck originCheck,
            String webSocketPath,
            List<Endpoint> endpoints,
            Handler files) {
        super(files);
        this.webSocketPath = webSocketPath;
        this.firstRequestTimeout = firstRequestTimeout;
        this.originCheck = originCheck;
        this.endpoints = List.copyOf(endpoints);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        firstRequestTimeout.requestReceived(request);
        boolean handshake = handshaker.isWebSocketUpgradeRequest(request);
        Optional<String> problem = originCheck.problem(request);
        if (problem.isPresent()) {
            HttpResponses.forbidden(problem.get(), response, callback);
        } else if (!handledByEndpoint(handshake, request, response, callback)
                && (handshake || !super.handle(request, response, callback))) {
            rejectUnknownPath(request, response, callback);
        }
        return true;
    }

    /** A post to a connection gets exactly API Gateway's response. */
    private void rejectUnknownPath(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        if (path.contains("@connections")) {
            HttpResponses.forbidden(response, callback);
        } else {
            HttpResponses.forbidden(
                    "Nothing is at " + request.getMethod() + " " + path + ". The WebSocket API is at " + webSocketPath,
                    response,
                    callback);
        }
    }

    private boolean handledByEndpoint(boolean handshake, Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        for (Endpoint endpoint : endpoints) {
            Matcher matcher = endpoint.path().matcher(path);
            if (endpoint.handshake() == handshake && matcher.matches()) {
                String segment = matcher.groupCount() == 0 ? "" : decode(matcher.group(1));
                endpoint.handler().handle(segment, request, response, callback);
                return true;
            }
        }
        return false;
    }

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /**
     * The handler of all paths that match a pattern.
     *
     * @param path matches the whole raw path; its first group, if any, is the segment that the handler gets
     * @param handshake true for WebSocket handshakes, false for other requests
     */
    public record Endpoint(Pattern path, boolean handshake, EndpointHandler handler) {

        public static Endpoint http(String path, EndpointHandler handler) {
            return new Endpoint(Pattern.compile(path), false, handler);
        }

        public static Endpoint webSocket(String path, EndpointHandler handler) {
            return new Endpoint(Pattern.compile(path), true, handler);
        }
    }

    /** Handles the requests of one endpoint. */
    @FunctionalInterface
    public interface EndpointHandler {
        /** Responds now or later. The segment is decoded; it is empty if the path has none. */
        void handle(String segment, Request request, Response response, Callback callback);
    }
}
