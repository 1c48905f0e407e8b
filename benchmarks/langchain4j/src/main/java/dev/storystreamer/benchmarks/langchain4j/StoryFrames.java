package dev.storystreamer.benchmarks.langchain4j;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The model's responses as frames that wait to be posted: the callbacks run on the HTTP client's own thread, which must not
 * wait for posts. Only the last frame is not text.
 */
final class StoryFrames implements StreamingChatResponseHandler {

    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final LambdaLogger log;
    private volatile @Nullable StreamingHandle stream;

    StoryFrames(LambdaLogger log) {
        this.log = log;
    }

    @Override
    public void onPartialResponse(PartialResponse response, PartialResponseContext context) {
        stream = context.streamingHandle();
        frames.add(new Frame("text", response.text()));
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        frames.add(new Frame("other", null));
    }

    @Override
    public void onError(Throwable failure) {
        log.log("the model failed: " + failure);
        frames.add(new Frame("error", "The story could not be told. Please try again."));
    }

    Frame next() {
        try {
            return frames.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Cancels the model's call if it still runs. */
    void cancel() {
        StreamingHandle running = stream;
        if (running != null) {
            running.cancel();
        }
    }
}
