package dev.storystreamer.bedrock;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.StoryChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/**
 * One subscription, which is one HTTP request: its subscriber's subscription on one side, the HTTP client's handler on the
 * other.
 *
 * <p>Whatever happens, on whatever thread, is noted first; then {@link #act} runs, on one thread at a time, and does all
 * that follows from it: decodes, signals, asks for bytes. So signals are serial (RS 1.3) and never nest (RS 3.3), and
 * what has come before a failure is told before it. Bytes are asked for piece by piece, and only when there is demand
 * that the pieces before cannot meet.
 */
final class HttpCall implements Flow.Subscription, SdkAsyncHttpResponseHandler {

    /** How often something was noted since {@link #act} last found nothing to do; 1 from the start, for onSubscribe. */
    private final AtomicInteger notes = new AtomicInteger(1);

    // What was noted.
    private final AtomicLong demand = new AtomicLong();
    private final AtomicReference<@Nullable ByteBuffer> arrived = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable IllegalArgumentException badDemand;
    private volatile @Nullable SdkHttpResponse head;
    private volatile @Nullable AnswerReader answer;
    private volatile boolean bodyGiven;
    private volatile boolean ended;
    private volatile @Nullable Subscription bytes;
    private volatile @Nullable CompletableFuture<Void> exchange;

    /** Null once nothing may be signalled any more, so that the subscriber can be forgotten (RS 3.13). */
    private volatile Flow.@Nullable Subscriber<? super StoryChunk> subscriber;

    // By the acting thread alone.
    private @Nullable StoryChunk next;
    private boolean asked;
    private @Nullable Throwable thrownBySubscriber;

    HttpCall(Flow.Subscriber<? super StoryChunk> subscriber) {
        this.subscriber = subscriber;
    }

    /**
     * Signals {@code onSubscribe}, then makes the call unless it was cancelled meanwhile.
     *
     * @param request sends it; its stage ends when the exchange has
     */
    void start(Function<HttpCall, CompletionStage<Void>> request) {
        Flow.Subscriber<? super StoryChunk> current = subscriber;
        if (current != null) {
            current.onSubscribe(this);
        }
        if (!isOver()) {
            var unused = call(request).whenComplete(this::onExchangeEnd);
        }
        act();
    }

    private CompletionStage<Void> call(Function<HttpCall, CompletionStage<Void>> request) {
        try {
            return request.apply(this);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Begins the exchange, which ends early if the call does. */
    CompletableFuture<Void> exchange(Supplier<CompletableFuture<Void>> http) {
        if (isOver()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> current = http.get();
        exchange = current;
        if (isOver()) {
            current.cancel(true);
        }
        return current;
    }

    /** Whether nobody listens any more. */
    private boolean isOver() {
        return subscriber == null;
    }

    // The subscriber's side.

    @Override
    public void request(long n) {
        if (n > 0) {
            demand.accumulateAndGet(n, HttpCall::sum);
        } else {
            badDemand = new IllegalArgumentException("demand must be positive (RS 3.9): " + n);
        }
        note();
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b; // RS 3.17
    }

    @Override
    public void cancel() {
        subscriber = null;
        release();
    }

    /** Closes the connection, if there is one; idempotent (RS 3.7). */
    private void release() {
        Subscription currentBytes = bytes;
        if (currentBytes != null) {
            currentBytes.cancel();
        }
        CompletableFuture<Void> currentExchange = exchange;
        if (currentExchange != null) {
            currentExchange.cancel(true);
        }
    }

    // The HTTP client's side.

    @Override
    public void onHeaders(SdkHttpResponse headers) {
        head = headers;
    }

    @Override
    public void onStream(Publisher<ByteBuffer> body) {
        SdkHttpResponse current = requireNonNull(head, "an answer without a head");
        bodyGiven = true;
        if (current.isSuccessful()) {
            answer = new AnswerReader(current);
            body.subscribe(new Body());
        } else {
            body.subscribe(new RefusedAnswer(current, this::hold, this::fail));
        }
    }

    /** Of the exchange. Once there is a body, its own ending speaks, as it comes after the pieces before it. */
    @Override
    public void onError(Throwable error) {
        if (!bodyGiven) {
            fail(BedrockFailures.translate(error, false));
        }
    }

    /** Keeps the answer's bytes, to be given up with the call. */
    private void hold(Subscription subscription) {
        bytes = subscription;
        if (isOver()) {
            // To refuse the bytes of an answer that begins after a cancel is what makes the CRT client hang up.
            subscription.cancel();
        }
    }

    private final class Body implements Subscriber<ByteBuffer> {

        @Override
        public void onSubscribe(Subscription subscription) {
            hold(subscription);
            note();
        }

        @Override
        public void onNext(ByteBuffer piece) {
            arrived.set(piece); // the one that was asked for (RS 1.1)
            note();
        }

        @Override
        public void onError(Throwable error) {
            fail(BedrockFailures.translate(error, true));
        }

        @Override
        public void onComplete() {
            ended = true;
            note();
        }
    }

    private void onExchangeEnd(@Nullable Void nothing, @Nullable Throwable error) {
        if (error != null) {
            onError(error);
        } else if (head == null) {
            onError(new IOException("an exchange without an answer"));
        }
    }

    private void fail(Throwable error) {
        failure.compareAndSet(null, error);
        note();
    }

    // What follows.

    private void note() {
        if (notes.getAndIncrement() == 0) {
            act();
        }
    }

    private void act() {
        int left = 1;
        while (left != 0) {
            tell();
            left = notes.addAndGet(-left);
        }
    }

    private void tell() {
        if (isOver()) {
            return;
        }
        // Read before the bytes: all that came before the ending is then there.
        Throwable broken = failure.get();
        boolean complete = ended;
        if (badDemand != null) {
            endWith(badDemand);
            return;
        }
        boolean allTold;
        try {
            read();
            allTold = tellChunks();
        } catch (IOException unreadable) {
            endWith(BedrockFailures.translate(unreadable, true));
            return;
        } catch (RuntimeException | Error failed) { // an error too: nobody else would tell of it
            if (failed == thrownBySubscriber) {
                throw failed;
            }
            endWith(BedrockFailures.translate(failed, true));
            return;
        }
        if (!allTold) {
            return;
        }
        if (broken != null) {
            endWith(broken);
        } else if (complete) {
            end(Flow.Subscriber::onComplete);
        } else {
            ask();
        }
    }

    private void read() {
        ByteBuffer piece = arrived.getAndSet(null);
        if (piece != null) {
            asked = false;
            requireNonNull(answer, "bytes without an answer").add(piece);
        }
    }

    /** Signals what is there and was asked for; true if nothing is left. */
    private boolean tellChunks() throws IOException {
        AnswerReader reader = answer;
        if (reader == null) {
            return true;
        }
        while (!isOver()) {
            StoryChunk chunk = next == null ? reader.next() : next;
            next = chunk;
            if (chunk == null || demand.get() == 0) {
                return chunk == null;
            }
            next = null;
            demand.decrementAndGet();
            signal(chunk);
        }
        return false;
    }

    private void signal(StoryChunk chunk) {
        Flow.Subscriber<? super StoryChunk> current = subscriber;
        if (current == null) {
            return;
        }
        try {
            current.onNext(chunk);
        } catch (RuntimeException | Error e) {
            cancel(); // RS 2.13: a subscriber that throws counts as one that cancelled
            thrownBySubscriber = e;
            throw e;
        }
    }

    private void ask() {
        Subscription current = bytes;
        if (current != null && !asked && demand.get() > 0) {
            asked = true;
            current.request(1);
        }
    }

    private void endWith(Throwable error) {
        end(current -> {
            release();
            current.onError(error);
        });
    }

    private void end(Consumer<Flow.Subscriber<? super StoryChunk>> signal) {
        Flow.Subscriber<? super StoryChunk> current = subscriber;
        subscriber = null;
        if (current != null) {
            signal.accept(current);
        }
    }
}
