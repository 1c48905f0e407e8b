package dev.storystreamer.core.testkit;

import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.ClientSinkException;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.Transmission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A sink that records its messages. It answers each frame at once or when the test calls {@link #accept} or {@link
 * #refuse}. A message is one frame, in the format of {@link #frames()}, or several after {@link #inFramesOf}.
 */
public final class RecordingClientSink implements ClientSink {

    private final Function<ClientMessage, RuntimeException> refusal;
    private int maxChars = Integer.MAX_VALUE;
    private Scheduler clock;
    private boolean leaves;
    private boolean hidesReasoning;

    // Guarded by this.
    private final List<ClientMessage> messages = new ArrayList<>();
    private final List<Duration> timesLeft = new ArrayList<>();
    private final List<String> frames = new ArrayList<>();
    private final Deque<Sending> inFlight = new ArrayDeque<>();
    private int framesToAccept;
    private int mostAtOnce;
    private int cancels;

    private RecordingClientSink(int acceptedFrames, Function<ClientMessage, RuntimeException> refusal) {
        this.framesToAccept = acceptedFrames;
        this.refusal = refusal;
    }

    /**
     * Creates a sink that accepts everything at once.
     *
     * @return the sink
     */
    public static RecordingClientSink acceptingAtOnce() {
        return new RecordingClientSink(Integer.MAX_VALUE, message -> null);
    }

    /**
     * Creates a sink that answers a frame only in {@link #accept} and {@link #refuse}.
     *
     * @return the sink
     */
    public static RecordingClientSink answeringManually() {
        return new RecordingClientSink(0, message -> null);
    }

    /**
     * Creates a sink that refuses some messages, each at once.
     *
     * @param refusal the failure for a message, or null to accept it
     * @return the sink
     */
    public static RecordingClientSink refusing(Function<ClientMessage, RuntimeException> refusal) {
        return new RecordingClientSink(Integer.MAX_VALUE, refusal);
    }

    /**
     * Creates a sink whose client closes its connection.
     *
     * @param acceptedFrames the frames that it accepts before, each at once
     * @return the sink
     */
    public static RecordingClientSink leavingAfter(int acceptedFrames) {
        RecordingClientSink sink = new RecordingClientSink(acceptedFrames, message -> null);
        sink.leaves = true;
        return sink;
    }

    /**
     * Splits text into frames.
     *
     * @param chars the most text of a frame; a surrogate pair is not split
     * @return this sink
     */
    public RecordingClientSink inFramesOf(int chars) {
        maxChars = chars;
        return this;
    }

    /**
     * Makes the sink obey deadlines. Without a clock, it answers a frame even after the deadline.
     *
     * @param scheduler the clock
     * @return this sink
     */
    public RecordingClientSink withDeadlinesOf(Scheduler scheduler) {
        clock = scheduler;
        return this;
    }

    /**
     * Makes the sink complete reasoning at once, without a frame.
     *
     * @return this sink
     */
    public RecordingClientSink hidingReasoning() {
        hidesReasoning = true;
        return this;
    }

    @Override
    public Transmission send(ClientMessage message, Duration timeLeft) {
        if (hidesReasoning && message instanceof ClientMessage.Reasoning) {
            return Transmission.completed(Delivery.NONE);
        }
        Sending sending = new Sending(message);
        synchronized (this) {
            messages.add(message);
            timesLeft.add(timeLeft);
            inFlight.add(sending);
            mostAtOnce = Math.max(mostAtOnce, inFlight.size());
        }
        if (timeLeft.isZero() || timeLeft.isNegative()) {
            sending.fail(noTimeLeft(sending));
        } else {
            sending.begin(timeLeft);
        }
        return sending;
    }

    private static ClientSinkException noTimeLeft(Sending sending) {
        return new ClientSinkException("no time left", sending.delivered(), null);
    }

    /** Accepts the frame in flight. */
    public void accept() {
        oldest().accept();
    }

    /** Accepts the frame in flight, and every later one at once. */
    public void acceptAll() {
        List<Sending> sendings;
        synchronized (this) {
            framesToAccept = Integer.MAX_VALUE;
            sendings = List.copyOf(inFlight);
        }
        sendings.forEach(Sending::answer);
    }

    /**
     * Refuses the frame in flight.
     *
     * @param failure completes the send
     */
    public void refuse(RuntimeException failure) {
        oldest().fail(failure);
    }

    private synchronized Sending oldest() {
        return inFlight.element();
    }

    /** {@return the number of messages in flight: 0 or 1 if the caller obeys the contract} */
    public synchronized int waiting() {
        return inFlight.size();
    }

    /** {@return the largest number of messages in flight so far: at most 1 if the caller obeys the contract} */
    public synchronized int mostAtOnce() {
        return mostAtOnce;
    }

    /** {@return how many messages were cancelled} */
    public synchronized int cancels() {
        return cancels;
    }

    /** {@return all messages in order, accepted or not} */
    public synchronized List<ClientMessage> messages() {
        return List.copyOf(messages);
    }

    /** {@return the time left that the caller gave with each message} */
    public synchronized List<Duration> timesLeft() {
        return List.copyOf(timesLeft);
    }

    /** {@return the accepted frames: {@code T} and the text, or the message's string} */
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

    private final class Sending implements Transmission {

        private final CompletableFuture<Delivery> delivery = new CompletableFuture<>();
        private final ClientMessage message;
        private final Queue<String> rest;

        // Guarded by the sink.
        private int posts;
        private long bytes;
        private boolean cancelled;
        private Scheduler.Timer deadline = () -> {};

        Sending(ClientMessage message) {
            this.message = message;
            this.rest = new ArrayDeque<>(framesOf(message));
        }

        private List<String> framesOf(ClientMessage sent) {
            if (!(sent instanceof ClientMessage.Text text)) {
                return List.of(sent.toString());
            }
            List<String> pieces = new ArrayList<>();
            String left = text.text();
            while (left.length() > maxChars) {
                int chars = Character.isHighSurrogate(left.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
                pieces.add("T" + left.substring(0, chars));
                left = left.substring(chars);
            }
            pieces.add("T" + left);
            return pieces;
        }

        void begin(Duration timeLeft) {
            if (clock != null) {
                deadline = clock.schedule(() -> fail(noTimeLeft(this)), timeLeft);
            }
            RuntimeException refused = refusal.apply(message);
            if (refused != null) {
                fail(refused);
                return;
            }
            answer();
            if (leaves && !delivery.isDone()) {
                fail(new ClientGoneException("the client left", delivered(), null));
            }
        }

        private void answer() {
            while (!delivery.isDone() && isAcceptedAtOnce()) {
                accept();
            }
        }

        private boolean isAcceptedAtOnce() {
            synchronized (RecordingClientSink.this) {
                return framesToAccept-- > 0;
            }
        }

        void accept() {
            boolean complete;
            synchronized (RecordingClientSink.this) {
                String frame = rest.remove();
                frames.add(frame);
                posts++;
                bytes += frame.getBytes(StandardCharsets.UTF_8).length;
                complete = cancelled || rest.isEmpty();
            }
            if (complete) {
                end();
                delivery.complete(delivered());
            }
        }

        void fail(RuntimeException failure) {
            end();
            delivery.completeExceptionally(failure);
        }

        private void end() {
            deadline.cancel();
            synchronized (RecordingClientSink.this) {
                inFlight.remove(this);
            }
        }

        Delivery delivered() {
            synchronized (RecordingClientSink.this) {
                return new Delivery(posts, bytes, 0);
            }
        }

        @Override
        public CompletionStage<Delivery> delivery() {
            return delivery;
        }

        @Override
        public void cancel() {
            synchronized (RecordingClientSink.this) {
                cancelled = true;
                cancels++;
            }
        }
    }
}
