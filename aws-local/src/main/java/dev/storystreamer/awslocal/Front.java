package dev.storystreamer.awslocal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Where every request arrives: finds who answers it by the path as it came, undecoded, for an encoded slash is part of a
 * model's ARN.
 */
final class Front extends Handler.Wrapper {

    /** Who answers the paths of one form. */
    record Endpoint(Pattern path, Answer answer) {

        /** An endpoint whose form has one segment to be read, or none. */
        Endpoint(String path, Answer answer) {
            this(Pattern.compile(path), answer);
        }
    }

    /** Answers one request. */
    @FunctionalInterface
    interface Answer {
        /** Answers, now or later; the segment is decoded, and empty if the path has none to be read. */
        void handle(String segment, Request request, Response response, Callback callback);
    }

    private final Newcomers newcomers;
    private final OriginRule origins;
    private final Handshakes handshakes;
    private final Pattern webSocket;
    private final List<Endpoint> endpoints;

    Front(
            Newcomers newcomers,
            OriginRule origins,
            Handshakes handshakes,
            String webSocket,
            List<Endpoint> endpoints,
            Handler pages) {
        super(pages);
        this.newcomers = newcomers;
        this.origins = origins;
        this.handshakes = handshakes;
        this.webSocket = Pattern.compile(webSocket);
        this.endpoints = List.copyOf(endpoints);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        newcomers.requested(request);
        String path = request.getHttpURI().getPath();
        if (!origins.allows(request)) {
            Answers.forbidden(response, callback);
        } else if (handshakes.isHandshake(request)) {
            handshake(path, request, response, callback);
        } else if (!answered(path, request, response, callback) && !super.handle(request, response, callback)) {
            Answers.forbidden(response, callback);
        }
        return true;
    }

    private void handshake(String path, Request request, Response response, Callback callback) {
        if (webSocket.matcher(path).matches()) {
            handshakes.handle(request, response, callback);
        } else {
            Answers.forbidden(response, callback);
        }
    }

    private boolean answered(String path, Request request, Response response, Callback callback) {
        for (Endpoint endpoint : endpoints) {
            Matcher form = endpoint.path().matcher(path);
            if (form.matches()) {
                String segment = form.groupCount() == 0 ? "" : decode(form.group(1));
                endpoint.answer().handle(segment, request, response, callback);
                return true;
            }
        }
        return false;
    }

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
