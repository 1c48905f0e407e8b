package dev.storystreamer.awslocal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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
final class Front extends Handler.Abstract {

    private static final Pattern CONVERSE_STREAM = Pattern.compile("/model/([^/]+)/converse-stream");

    private final Pattern webSocket;
    private final Pattern managed;
    private final Handshakes handshakes;
    private final ConnectionsApi connectionsApi;
    private final Bedrock bedrock;
    private final OriginRule origins;

    Front(String stage, Handshakes handshakes, ConnectionsApi connectionsApi, Bedrock bedrock, OriginRule origins) {
        this.webSocket = Pattern.compile("/" + Pattern.quote(stage) + "/?");
        this.managed = Pattern.compile("/" + Pattern.quote(stage) + "/(?:@|%40)connections/([^/]+)");
        this.handshakes = handshakes;
        this.connectionsApi = connectionsApi;
        this.bedrock = bedrock;
        this.origins = origins;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!origins.allows(request)) {
            Answers.forbidden(response, callback);
            return true;
        }
        String path = request.getHttpURI().getPath();
        Matcher connection = managed.matcher(path);
        Matcher model = CONVERSE_STREAM.matcher(path);
        if (handshakes.isHandshake(request)) {
            handshake(path, request, response, callback);
        } else if (connection.matches()) {
            connectionsApi.handle(decode(connection.group(1)), request, response, callback);
        } else if (model.matches() && request.getMethod().equals("POST")) {
            bedrock.converseStream(decode(model.group(1)), request, response, callback);
        } else {
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

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
