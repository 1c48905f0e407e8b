package dev.storystreamer.awslocal.lambda;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import dev.storystreamer.awslocal.http.HttpBodies;
import dev.storystreamer.awslocal.http.HttpResponses;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lambda's Invoke. Signatures are not checked.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class InvokeApi {

    private static final Gson STRICT_JSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    /** What Lambda takes when the caller waits. */
    private static final int MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

    private static final int MAX_EVENT_BYTES = 1024 * 1024;
    private static final List<String> TYPES = List.of("Event", "RequestResponse", "DryRun");

    /** A name, its qualifier after a colon, and all of it perhaps within an ARN. */
    private static final Pattern NAME =
            Pattern.compile("(?:(?:arn:aws[a-z-]*:lambda:[a-z0-9-]*:)?\\d{12}:function:)?([a-zA-Z0-9_-]+)(?::.+)?");

    private final DeployedFunctions functions;

    public InvokeApi(DeployedFunctions functions) {
        this.functions = functions;
    }

    public void handle(String function, Request request, Response response, Callback callback) {
        if (!request.getMethod().equals("POST")) {
            HttpResponses.forbidden(response, callback);
            return;
        }
        response.getHeaders().put(HttpResponses.REQUEST_ID, UUID.randomUUID().toString());
        Matcher parts = NAME.matcher(function);
        String name = parts.matches() ? parts.group(1) : function;
        CompletableFutures.whenDone(
                HttpBodies.read(request, MAX_PAYLOAD_BYTES),
                body -> invoke(name, body, request, response, callback),
                failure -> refuse(413, "RequestTooLargeException", tooLarge(MAX_PAYLOAD_BYTES), response, callback));
    }

    private static String tooLarge(int maxBytes) {
        return "Request must be smaller than " + maxBytes + " bytes for the InvokeFunction operation";
    }

    private void invoke(String name, byte[] body, Request request, Response response, Callback callback) {
        byte[] event = body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body;
        String type = Optional.ofNullable(request.getHeaders().get("X-Amz-Invocation-Type"))
                .orElse("RequestResponse");
        if (!functions.has(name)) {
            refuse(404, "ResourceNotFoundException", "Function not found: " + arn(name), response, callback);
        } else if (!isJson(event)) {
            refuse(400, "InvalidRequestContentException", "Could not parse request body into json", response, callback);
        } else if (!TYPES.contains(type)) {
            refuse(
                    400,
                    "InvalidParameterValueException",
                    "Value '" + type + "' at 'invocationType' is none of " + TYPES,
                    response,
                    callback);
        } else if (type.equals("Event") && event.length > MAX_EVENT_BYTES) {
            refuse(413, "RequestTooLargeException", tooLarge(MAX_EVENT_BYTES), response, callback);
        } else if (type.equals("DryRun")) {
            HttpResponses.empty(response, 204, callback);
        } else if (type.equals("Event")) {
            if (functions.send(name, event)) {
                HttpResponses.empty(response, 202, callback);
            } else {
                throttle(response, callback);
            }
        } else {
            await(name, event, response, callback);
        }
    }

    private void await(String name, byte[] event, Response response, Callback callback) {
        CompletableFutures.whenDone(
                functions.invoke(name, event), answer -> write(answer, response, callback), failure -> {
                    if (failure instanceof TooManyRequestsException) {
                        throttle(response, callback);
                        return;
                    }
                    response.getHeaders().put("X-Amz-Function-Error", "Unhandled");
                    write(report(failure), response, callback);
                });
    }

    private static void throttle(Response response, Callback callback) {
        var body = new JsonObject();
        body.addProperty("Reason", "ConcurrentInvocationLimitExceeded");
        body.addProperty("Type", "User");
        body.addProperty("message", "Rate Exceeded.");
        response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        response.getHeaders().put(HttpResponses.ERROR_TYPE, "TooManyRequestsException");
        HttpResponses.json(response, 429, HttpResponses.JSON.toJson(body), callback);
    }

    private static void write(byte[] answer, Response response, Callback callback) {
        response.setStatus(200);
        response.getHeaders().put("X-Amz-Executed-Version", "$LATEST");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(answer), callback);
    }

    /** What a runtime reports of a failure, or what it has reported itself. */
    private static byte[] report(Throwable failure) {
        if (failure instanceof FunctionErrorException reported && reported.getMessage() != null) {
            return reported.getMessage().getBytes(StandardCharsets.UTF_8);
        }
        var report = new JsonObject();
        report.addProperty("errorMessage", failure.getMessage());
        if (!(failure instanceof FunctionTimeoutException)) {
            report.addProperty("errorType", failure.getClass().getName());
            var stack = new JsonArray();
            for (StackTraceElement element : failure.getStackTrace()) {
                stack.add(element.toString());
            }
            report.add("stackTrace", stack);
        }
        return HttpResponses.JSON.toJson(report).getBytes(StandardCharsets.UTF_8);
    }

    private static void refuse(int status, String type, String message, Response response, Callback callback) {
        var body = new JsonObject();
        body.addProperty("Type", "User");
        body.addProperty("Message", message);
        response.getHeaders().put(HttpResponses.ERROR_TYPE, type);
        HttpResponses.json(response, status, HttpResponses.JSON.toJson(body), callback);
    }

    private static String arn(String name) {
        return "arn:aws:lambda:us-east-1:000000000000:function:" + name;
    }

    private static boolean isJson(byte[] event) {
        try {
            return STRICT_JSON.fromJson(new String(event, StandardCharsets.UTF_8), JsonElement.class) != null;
        } catch (JsonParseException e) {
            return false;
        }
    }
}
