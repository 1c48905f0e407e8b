package dev.storystreamer.bedrock;

import dev.storystreamer.core.StoryChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** An answer as it comes: bytes in, chunks out. Not thread-safe. */
final class AnswerReader {

    private final SdkHttpResponse head;
    private final EventFrameDecoder frames = new EventFrameDecoder();

    AnswerReader(SdkHttpResponse head) {
        this.head = head;
    }

    void add(ByteBuffer bytes) {
        frames.add(bytes);
    }

    /**
     * Takes the next chunk out.
     *
     * @return null if its bytes have not all come yet
     * @throws IOException if the bytes cannot be read; there is nothing after that
     * @throws SdkException if they say that the answer has failed; there is nothing after that
     */
    @Nullable StoryChunk next() throws IOException {
        for (EventFrame frame = frames.next(); frame != null; frame = frames.next()) {
            switch (frame.kind()) {
                case EVENT -> {
                    return ConverseJson.chunk(frame);
                }
                case EXCEPTION, ERROR -> throw ServiceErrors.inStream(frame, head);
                case OTHER -> {}
            }
        }
        return null;
    }
}
