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
 * A sink that records its messages. It counts one frame for each message, in the format of {@link #frames()}, and
 * completes each send at once or when the test calls {@link #accept} or {@link #refuse}.
 */
public final class RecordingClientSink implements ClientSink {

    private final boolean manual;
    private final Function<ClientMessage, RuntimeException> refusal;

    // Guarded by this.
    private final List<ClientMessage> messages = new ArrayList<>();
    private final List<String> frames = new ArrayList<>();
    private final Deque<Runnable> answers = new ArrayDeque<>();
    private final Deque<CompletableFuture<Delivery>> pending = new ArrayDeque<>();
    private int mostAtOnce;

    private RecordingClientSink(boolean manual, Function<ClientMessage, RuntimeException> refusal) {
        this.manual = manual;
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
     * Creates a sink that completes a send only in {@link #accept} and {@link #refuse}.
     *
     * @return the sink
     */
    public static RecordingClientSink answeringManually() {
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
            answers.add(() -> answer(answer, message));
        }
        if (!manual) {
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
            frames.add(frame);
        }
        answer.complete(new Delivery(1, frame.getBytes(StandardCharsets.UTF_8).length, 0));
    }

    private static String frameOf(ClientMessage message) {
        return message instanceof ClientMessage.Text text ? "T" + text.text() : message.toString();
    }

    /** Accepts the oldest message in flight. */
    public void accept() {
        Runnable next;
        synchronized (this) {
            next = answers.remove();
            pending.remove();
        }
        next.run();
    }

    /**
     * Refuses the oldest message in flight.
     *
     * @param failure completes the send
     */
    public void refuse(RuntimeException failure) {
        CompletableFuture<Delivery> next;
        synchronized (this) {
            answers.remove();
            next = pending.remove();
        }
        next.completeExceptionally(failure);
    }

    /** {@return the number of messages in flight: 0 or 1 if the caller obeys the contract} */
    public synchronized int waiting() {
        return pending.size();
    }

    /** {@return the largest number of messages in flight so far: at most 1 if the caller obeys the contract} */
    public synchronized int mostAtOnce() {
        return mostAtOnce;
    }

    /** {@return all messages in order, accepted or not} */
    public synchronized List<ClientMessage> messages() {
        return List.copyOf(messages);
    }

    /** {@return a frame for each accepted message: {@code T} and the text, or the message's string} */
    public synchronized List<String> frames() {
        return List.copyOf(frames);
    }

    /** {@return the text of all messages, accepted or not} */
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
