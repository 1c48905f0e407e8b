package dev.storystreamer.core.testkit;

import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A sink that keeps what it is sent. It counts one frame for each message that has words, in the format of
 * {@link #frames()}, and answers at once or when a test says so.
 */
public final class RecordingClientSink implements ClientSink {

    private final boolean byHand;
    private final Function<ClientMessage, RuntimeException> refusal;

    // Guarded by this.
    private final List<ClientMessage> messages = new ArrayList<>();
    private final List<String> frames = new ArrayList<>();
    private final Deque<Runnable> unanswered = new ArrayDeque<>();
    private final Deque<CompletableFuture<Delivery>> pending = new ArrayDeque<>();
    private int mostAtOnce;

    private RecordingClientSink(boolean byHand, Function<ClientMessage, RuntimeException> refusal) {
        this.byHand = byHand;
        this.refusal = refusal;
    }

    /**
     * Creates a sink that accepts everything at once.
     *
     * @return the sink
     */
    public static RecordingClientSink acceptingAtOnce() {
        return new RecordingClientSink(false, message -> null);
    }

    /**
     * Creates a sink that answers only by {@link #accept} and {@link #refuse}.
     *
     * @return the sink
     */
    public static RecordingClientSink answeredByHand() {
        return new RecordingClientSink(true, message -> null);
    }

    /**
     * Creates a sink that refuses some messages, each at once.
     *
     * @param refusal the failure for a message, or null to accept it
     * @return the sink
     */
    public static RecordingClientSink refusing(Function<ClientMessage, RuntimeException> refusal) {
        return new RecordingClientSink(false, refusal);
    }

    @Override
    public CompletionStage<Delivery> send(ClientMessage message) {
        CompletableFuture<Delivery> answer = new CompletableFuture<>();
        synchronized (this) {
            messages.add(message);
            pending.add(answer);
            mostAtOnce = Math.max(mostAtOnce, pending.size());
            unanswered.add(() -> answer(answer, message));
        }
        if (!byHand) {
            accept();
        }
        return answer;
    }

    private void answer(CompletableFuture<Delivery> answer, ClientMessage message) {
        RuntimeException refused = refusal.apply(message);
        if (refused != null) {
            answer.completeExceptionally(refused);
            return;
        }
        String frame = frameOf(message);
        synchronized (this) {
            if (frame != null) {
                frames.add(frame);
            }
        }
        answer.complete(
                frame == null ? Delivery.NONE : new Delivery(1, frame.getBytes(StandardCharsets.UTF_8).length, 0));
    }

    private static String frameOf(ClientMessage message) {
        return message instanceof ClientMessage.Text text ? "T" + text.text() : message.toString();
    }

    /** Accepts the oldest message that waits for its answer. */
    public void accept() {
        Runnable next;
        synchronized (this) {
            next = unanswered.remove();
            pending.remove();
        }
        next.run();
    }

    /**
     * Refuses the oldest message that waits for its answer.
     *
     * @param failure why
     */
    public void refuse(RuntimeException failure) {
        CompletableFuture<Delivery> next;
        synchronized (this) {
            unanswered.remove();
            next = pending.remove();
        }
        next.completeExceptionally(failure);
    }

    /**
     * Counts the messages that wait for their answer.
     *
     * @return 0 or 1, if the caller keeps the law
     */
    public synchronized int waiting() {
        return pending.size();
    }

    /**
     * Tells how many messages ever waited at once.
     *
     * @return 1 at most, if the caller keeps the law
     */
    public synchronized int mostAtOnce() {
        return mostAtOnce;
    }

    /**
     * Tells what was sent, accepted or not.
     *
     * @return the messages in order
     */
    public synchronized List<ClientMessage> messages() {
        return List.copyOf(messages);
    }

    /**
     * Tells what was accepted.
     *
     * @return a frame for each message: {@code T} and the text, or the message's own string
     */
    public synchronized List<String> frames() {
        return List.copyOf(frames);
    }

    /**
     * Joins the text that was sent.
     *
     * @return the story so far
     */
    public synchronized String text() {
        StringBuilder all = new StringBuilder();
        for (ClientMessage message : messages) {
            if (message instanceof ClientMessage.Text text) {
                all.append(text.text());
            }
        }
        return all.toString();
    }
}
