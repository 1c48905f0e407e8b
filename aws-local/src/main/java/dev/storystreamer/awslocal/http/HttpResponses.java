package dev.storystreamer.awslocal.http;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Writes complete HTTP responses, headers included. */
public final class HttpResponses {

    /** Writes JSON without HTML escapes and with nulls. */
    public static final Gson JSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    public static final Gson PRETTY_JSON =
            new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

    public static final String REQUEST_ID = "x-amzn-RequestId";
    public static final String ERROR_TYPE = "x-amzn-ErrorType";

    private HttpResponses() {}

    public static void json(Response response, int status, String body, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        write(ByteBuffer.wrap(bytes), response, callback);
    }

    public static void empty(Response response, int status, Callback callback) {
        response.setStatus(status);
        write(BufferUtil.EMPTY_BUFFER, response, callback);
    }

    private static void write(ByteBuffer body, Response response, Callback callback) {
        if (!response.getHeaders().contains(REQUEST_ID)) {
            response.getHeaders().put(REQUEST_ID, UUID.randomUUID().toString());
        }
        CompletableFutures.whenDone(
                HttpBodies.discard(response.getRequest()),
                bodyRead -> {
                    if (!bodyRead && isHttp1(response)) {
                        response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
                    }
                    response.write(true, body, callback);
                },
                callback::failed);
    }

    private static boolean isHttp1(Response response) {
        return response.getRequest().getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1;
    }

    public static void error(Response response, ServiceException error, Callback callback) {
        response.getHeaders().put(ERROR_TYPE, error.type());
        String message = error.getMessage();
        if (message == null) {
            empty(response, error.status(), callback);
        } else {
            json(response, error.status(), messageBody(message), callback);
        }
    }

    /** Writes API Gateway's response to an unknown path. */
    public static void forbidden(Response response, Callback callback) {
        writeForbidden(messageBody("Forbidden"), response, callback);
    }

    /** Writes API Gateway's response to an unknown path, with a reason, which API Gateway does not send. */
    static void forbidden(String reason, Response response, Callback callback) {
        var body = new JsonObject();
        body.addProperty("message", "Forbidden");
        body.addProperty("reason", reason);
        writeForbidden(JSON.toJson(body), response, callback);
    }

    private static void writeForbidden(String body, Response response, Callback callback) {
        response.getHeaders().put(ERROR_TYPE, "ForbiddenException");
        json(response, 403, body, callback);
    }

    public static String messageBody(String message) {
        var body = new JsonObject();
        body.addProperty("message", message);
        return JSON.toJson(body);
    }
}
