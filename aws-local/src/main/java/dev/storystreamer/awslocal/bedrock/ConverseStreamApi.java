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
 * Bedrock Runtime's ConverseStream operation. Signatures are not checked.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>
 */
public final class ConverseStreamApi {

    /** The suffix of real error types, which clients must remove. */
    private static final String ERROR_TYPE_SUFFIX = ":http://internal.amazon.com/coral/com.amazon.bedrock/";

    /** Bounds the memory. The documented limit of a request is lower. */
    private static final int MAX_BODY_BYTES = 25 * 1024 * 1024;

    private final SimulationSettings settings;
    private final Recording recording;
    private final Timers timers;
    private volatile @Nullable ModelScript script;

    public ConverseStreamApi(SimulationSettings settings, Recording recording, Timers timers) {
        this.settings = settings;
        this.recording = recording;
        this.timers = timers;
    }

    /** Sets what the model sends at every call; null for the fake model's stories. */
    public void setScript(@Nullable ModelScript value) {
        script = value;
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
                    stream(call, request, response, callback);
                },
                failure -> reject(response, tooLong, callback));
    }

    private void stream(ModelCall call, Request request, Response response, Callback callback) {
        ModelScript steps;
        try {
            ConverseRequest converse = ConverseRequest.parse(call.modelId(), call.body());
            @Nullable ModelScript fixed = script;
            steps = ModelFaults.apply(
                    settings, fixed == null ? FakeModel.respond(converse, settings.latency()) : fixed);
        } catch (ServiceException e) {
            reject(response, e, callback);
            return;
        }
        recording.add(call);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/vnd.amazon.eventstream");
        new EventStreamWriter(steps, call, request, response, callback, timers).writeNext();
    }

    private static void reject(Response response, ServiceException error, Callback callback) {
        var withSuffix = new ServiceException(error.status(), error.type() + ERROR_TYPE_SUFFIX, error.getMessage());
        HttpResponses.error(response, withSuffix, callback);
    }
}
