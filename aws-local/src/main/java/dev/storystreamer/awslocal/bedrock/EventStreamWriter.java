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
 * Plays one script into one response: every step at its time, or at once when it is late, and never before the step
 * before it has left for the network.
 */
final class EventStreamWriter {

    private final ModelScript script;
    private final ModelCall call;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Timers timers;

    // Touched by one step at a time, each started by the end of the one before.
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

    void play() {
        if (next == script.steps().size()) {
            call.close(false);
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        Step step = script.steps().get(next++);
        dueNanos += step.delay().toNanos();
        Runnable performance = prepare(step);
        timers.schedule(Duration.ofNanos(dueNanos - System.nanoTime()), performance);
    }

    /** Whatever takes time is done before the step is due, and not when the words are waited for. */
    private Runnable prepare(Step step) {
        if (step instanceof Event event) {
            Optional<String> text = textOf(event);
            var frame = ByteBuffer.wrap(EventStreamMessages.event(event.type(), event.payload()));
            return () -> {
                text.ifPresent(call::addDelta);
                write(frame);
            };
        }
        if (step instanceof Failure failure) {
            var frame = ByteBuffer.wrap(EventStreamMessages.exception(failure.type(), failure.message()));
            return () -> write(frame);
        }
        if (step instanceof Bytes bytes) {
            return () -> write(bytes.data().duplicate());
        }
        return () -> breakOff(((Break) step).reset());
    }

    private void write(ByteBuffer bytes) {
        response.write(false, bytes, Callback.from(this::play, this::callerHasGone));
    }

    private void callerHasGone(Throwable failure) {
        call.close(true);
        callback.failed(failure);
    }

    private void breakOff(boolean reset) {
        if (reset
                && request.getConnectionMetaData().getConnection().getEndPoint().getTransport()
                        instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // The caller has closed it already, which is as good.
            }
        }
        call.close(false);
        if (!response.isCommitted()) {
            // Or Jetty answers 500, and logs it.
            request.getConnectionMetaData().getConnection().getEndPoint().close();
            callback.succeeded();
            return;
        }
        callback.failed(new EOFException("broken off on purpose"));
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
