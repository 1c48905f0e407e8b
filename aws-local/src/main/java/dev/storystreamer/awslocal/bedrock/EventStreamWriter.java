package dev.storystreamer.awslocal.bedrock;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.bedrock.ModelScript.Break;
import dev.storystreamer.awslocal.bedrock.ModelScript.Bytes;
import dev.storystreamer.awslocal.bedrock.ModelScript.Event;
import dev.storystreamer.awslocal.bedrock.ModelScript.Failure;
import dev.storystreamer.awslocal.bedrock.ModelScript.Step;
import dev.storystreamer.awslocal.concurrent.Timers;
import dev.storystreamer.awslocal.recording.ModelCall;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Writes the steps of a script to a response as an event stream. Each step is written at its time, or at once if it is
 * late, and after the previous step was passed to the network.
 */
final class EventStreamWriter {

    private final ModelScript script;
    private final ModelCall call;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Timers timers;

    // Accessed by one step at a time; the end of each step starts the next one.
    private int next;
    private long dueNanos = System.nanoTime();

    EventStreamWriter(
            ModelScript script, ModelCall call, Request request, Response response, Callback callback, Timers timers) {
        this.script = script;
        this.call = call;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.timers = timers;
    }

    void writeNext() {
        if (next == script.steps().size()) {
            call.close(false);
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        Step step = script.steps().get(next++);
        dueNanos += step.delay().toNanos();
        Runnable write = prepare(step);
        timers.schedule(Duration.ofNanos(dueNanos - System.nanoTime()), write);
    }

    /** Encodes the step before it is due, so that the encoding does not delay it. */
    private Runnable prepare(Step step) {
        if (step instanceof Event event) {
            Optional<String> text = textOf(event);
            var message = ByteBuffer.wrap(EventStreamMessages.event(event.type(), event.payload()));
            return () -> {
                text.ifPresent(call::addDelta);
                write(message);
            };
        }
        if (step instanceof Failure failure) {
            var message = ByteBuffer.wrap(EventStreamMessages.exception(failure.type(), failure.message()));
            return () -> write(message);
        }
        if (step instanceof Bytes bytes) {
            return () -> write(bytes.data().duplicate());
        }
        return () -> disconnect(((Break) step).reset());
    }

    private void write(ByteBuffer bytes) {
        response.write(false, bytes, Callback.from(this::writeNext, this::callerDisconnected));
    }

    private void callerDisconnected(Throwable failure) {
        call.close(true);
        callback.failed(failure);
    }

    private void disconnect(boolean reset) {
        if (reset
                && request.getConnectionMetaData().getConnection().getEndPoint().getTransport()
                        instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // The caller has closed the connection already.
            }
        }
        call.close(false);
        if (!response.isCommitted()) {
            // Otherwise Jetty responds with 500 and logs it.
            request.getConnectionMetaData().getConnection().getEndPoint().close();
            callback.succeeded();
            return;
        }
        callback.failed(new EOFException("disconnected by a script or a fault"));
    }

    private static Optional<String> textOf(Event event) {
        if (!event.type().equals("contentBlockDelta")) {
            return Optional.empty();
        }
        JsonObject delta =
                JsonParser.parseString(event.payload()).getAsJsonObject().getAsJsonObject("delta");
        return delta != null && delta.has("text")
                ? Optional.of(delta.get("text").getAsString())
                : Optional.empty();
    }
}
