package dev.storystreamer.awslocal.bedrock;

import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import dev.storystreamer.awslocal.concurrent.Timers;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import dev.storystreamer.awslocal.http.HttpBodies;
import dev.storystreamer.awslocal.http.HttpResponses;
import dev.storystreamer.awslocal.http.ServiceException;
import dev.storystreamer.awslocal.recording.ModelCall;
import dev.storystreamer.awslocal.recording.Recording;
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
public final class ConverseStreamApi {

    /** Real error types have this tail, and clients must cut it off. */
    private static final String ERROR_TYPE_TAIL = ":http://internal.amazon.com/coral/com.amazon.bedrock/";

    /** The documented ceiling of an inline request is far below; this only bounds memory. */
    private static final int MAX_BODY_BYTES = 25 * 1024 * 1024;

    private final SimulationSettings settings;
    private final Recording recording;
    private final Timers timers;
    private volatile @Nullable ModelScript fixedScript;

    public ConverseStreamApi(SimulationSettings settings, Recording recording, Timers timers) {
        this.settings = settings;
        this.recording = recording;
        this.timers = timers;
    }

    /** Sets what the model sends at every call; null restores the fake model's stories. */
    public void setScript(@Nullable ModelScript script) {
        fixedScript = script;
    }

    public void handle(String modelId, Request request, Response response, Callback callback) {
        if (!request.getMethod().equals("POST")) {
            HttpResponses.forbidden(response, callback);
            return;
        }
        long receivedAt = System.nanoTime();
        response.getHeaders().put(HttpResponses.REQUEST_ID, UUID.randomUUID().toString());
        var tooLong = new ServiceException(413, "RequestEntityTooLargeException", "Input is too long.");
        CompletableFutures.whenDone(
                HttpBodies.read(request, MAX_BODY_BYTES),
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
            @Nullable ModelScript scripted = fixedScript;
            script = ModelFaults.apply(
                    settings, scripted == null ? FakeModel.answer(asked, settings.latency()) : scripted);
        } catch (ServiceException e) {
            refuse(response, e, callback);
            return;
        }
        recording.add(call);
        CompletableFutures.whenDone(call.closed().toCompletableFuture(), closed -> recording.changed(), bug -> {});
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/vnd.amazon.eventstream");
        new EventStreamWriter(script, call, request, response, callback, timers).play();
    }

    private static void refuse(Response response, ServiceException error, Callback callback) {
        var tailed = new ServiceException(error.status(), error.type() + ERROR_TYPE_TAIL, error.getMessage());
        HttpResponses.error(response, tailed, callback);
    }
}
