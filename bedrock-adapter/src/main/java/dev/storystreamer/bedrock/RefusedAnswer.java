package dev.storystreamer.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storystreamer.core.LlmException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Reads an answer that is none to its end, as a rule, so that its connection can be used again; then tells what it said. */
final class RefusedAnswer implements Subscriber<ByteBuffer> {

    private static final int MAX_MESSAGE_BYTES = 4096;

    private final SdkHttpResponse head;
    private final Consumer<Subscription> begun;
    private final Consumer<LlmException> refused;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

    RefusedAnswer(SdkHttpResponse head, Consumer<Subscription> begun, Consumer<LlmException> refused) {
        this.head = head;
        this.begun = begun;
        this.refused = refused;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        begun.accept(subscription);
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        byte[] kept = new byte[Math.min(bytes.remaining(), MAX_MESSAGE_BYTES - body.size())];
        bytes.get(kept);
        body.write(kept, 0, kept.length);
        if (body.size() == MAX_MESSAGE_BYTES) {
            onComplete(); // enough: whoever is told gives up the rest
        }
    }

    @Override
    public void onError(Throwable brokenOff) {
        onComplete(); // what the head said stands
    }

    @Override
    public void onComplete() {
        refused.accept(BedrockFailures.translate(ServiceErrors.refusal(head, body.toString(UTF_8)), false));
    }
}
