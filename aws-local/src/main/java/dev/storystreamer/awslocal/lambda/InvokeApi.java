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
 * Lambda's Invoke API. Signatures are not checked.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class InvokeApi {

    private static final Gson STRICT_JSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    /** The limit of a synchronous invocation. */
    private static final int MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

    private static final int MAX_EVENT_BYTES = 1024 * 1024;
    private static final List<String> TYPES = List.of("Event", "RequestResponse", "DryRun");

    /** A name, alone or in an ARN, with an optional qualifier. */
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
                failure -> reject(413, "RequestTooLargeException", tooLarge(MAX_PAYLOAD_BYTES), response, callback));
    }

    private static String tooLarge(int maxBytes) {
        return "Request must be smaller than " + maxBytes + " bytes for the InvokeFunction operation";
    }

    private void invoke(String name, byte[] body, Request request, Response response, Callback callback) {
        byte[] event = body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body;
        String type = Optional.ofNullable(request.getHeaders().get("X-Amz-Invocation-Type"))
                .orElse("RequestResponse");
        if (!functions.contains(name)) {
            reject(
                    404,
                    "ResourceNotFoundException",
                    "Function not found: " + Invocation.functionArn(name),
                    response,
                    callback);
        } else if (!isJson(event)) {
            reject(400, "InvalidRequestContentException", "Could not parse request body into json", response, callback);
        } else if (!TYPES.contains(type)) {
            reject(
                    400,
                    "InvalidParameterValueException",
                    "Value '" + type + "' at 'invocationType' is none of " + TYPES,
                    response,
                    callback);
        } else if (type.equals("Event") && event.length > MAX_EVENT_BYTES) {
            reject(413, "RequestTooLargeException", tooLarge(MAX_EVENT_BYTES), response, callback);
        } else if (type.equals("DryRun")) {
            HttpResponses.empty(response, 204, callback);
        } else if (type.equals("Event")) {
            if (functions.invokeAsync(name, event)) {
                HttpResponses.empty(response, 202, callback);
            } else {
                throttle(response, callback);
            }
        } else {
            invokeSync(name, event, response, callback);
        }
    }

    private void invokeSync(String name, byte[] event, Response response, Callback callback) {
        CompletableFutures.whenDone(
                functions.invoke(name, event), result -> write(result, response, callback), failure -> {
                    if (failure instanceof TooManyRequestsException) {
                        throttle(response, callback);
                        return;
                    }
                    response.getHeaders().put("X-Amz-Function-Error", "Unhandled");
                    write(errorReport(failure), response, callback);
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

    private static void write(byte[] result, Response response, Callback callback) {
        response.setStatus(200);
        response.getHeaders().put("X-Amz-Executed-Version", "$LATEST");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(result), callback);
    }

    /** The error as a Java runtime reports it, or the report of the runtime process itself. */
    private static byte[] errorReport(Throwable failure) {
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

    private static void reject(int status, String type, String message, Response response, Callback callback) {
        var body = new JsonObject();
        body.addProperty("Type", "User");
        body.addProperty("Message", message);
        response.getHeaders().put(HttpResponses.ERROR_TYPE, type);
        HttpResponses.json(response, status, HttpResponses.JSON.toJson(body), callback);
    }

    private static boolean isJson(byte[] event) {
        try {
            return STRICT_JSON.fromJson(new String(event, StandardCharsets.UTF_8), JsonElement.class) != null;
        } catch (JsonParseException e) {
            return false;
        }
    }
}
