package dev.storystreamer.awslocal;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock Runtime's ConverseStream. Signatures are not checked.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>
 */
final class Bedrock {

    /** Real error types have this tail, and clients must cut it off. */
    private static final String ERROR_TYPE_TAIL = ":http://internal.amazon.com/coral/com.amazon.bedrock/";

    /** The documented ceiling of an inline request is far below; this only bounds memory. */
    private static final int MAX_BODY_BYTES = 25 * 1024 * 1024;

    private final Controls controls;
    private final Recording recording;
    private final Clockwork clockwork;

    Bedrock(Controls controls, Recording recording, Clockwork clockwork) {
        this.controls = controls;
        this.recording = recording;
        this.clockwork = clockwork;
    }

    void converseStream(String modelId, Request request, Response response, Callback callback) {
        if (!request.getMethod().equals("POST")) {
            Answers.forbidden(response, callback);
            return;
        }
        long receivedAt = System.nanoTime();
        response.getHeaders().put(Answers.REQUEST_ID, UUID.randomUUID().toString());
        var tooLong = new ServiceException(413, "RequestEntityTooLargeException", "Input is too long.");
        Futures.settle(
                Bodies.read(request, MAX_BODY_BYTES),
                body -> {
                    var call = new ModelCall(modelId, new String(body, StandardCharsets.UTF_8), receivedAt);
                    answer(call, request, response, callback);
                },
                failure -> refuse(response, tooLong, callback));
    }

    private void answer(ModelCall call, Request request, Response response, Callback callback) {
        ModelScript script;
        try {
            ConverseRequest asked = ConverseRequest.parse(call.modelId(), call.body());
            @Nullable ModelScript scripted = controls.script();
            script = controls.applyFaults(scripted == null ? StandInModel.answer(asked, controls.pace()) : scripted);
        } catch (ServiceException e) {
            refuse(response, e, callback);
            return;
        }
        recording.add(call);
        Futures.settle(call.closed().toCompletableFuture(), closed -> recording.changed(), bug -> {});
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/vnd.amazon.eventstream");
        new StreamPlayer(script, call, request, response, callback, clockwork).play();
    }

    private static void refuse(Response response, ServiceException error, Callback callback) {
        var tailed = new ServiceException(error.status(), error.type() + ERROR_TYPE_TAIL, error.getMessage());
        Answers.error(response, tailed, callback);
    }
}
