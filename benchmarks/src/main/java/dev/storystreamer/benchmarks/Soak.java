package dev.storystreamer.benchmarks;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.lambda.StoryHandler;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Many sockets that request one story after the other for a long time, with the handler and the local cloud in one process
 * as in the local app. Compares every text with the first of its topic, counts frames, and prints the memory.
 */
public final class Soak {

    private static final int TOPICS = 50;
    private static final int LINES = 20;

    /** Ten times as slow, so that no connection reaches API Gateway's limit of 2 hours. */
    private static final double CLOCK_SCALE = 0.1;

    /** The frames of a story in protocol 1 that have no text: the opening, and three at the end. */
    private static final int FRAMES_WITHOUT_TEXT = 4;

    private final LocalCloud cloud;
    private final int stories;
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicLong frames = new AtomicLong();
    private final CountDownLatch left;
    private final AtomicReference<@Nullable Throwable> lost = new AtomicReference<>();

    private Soak(LocalCloud cloud, int stories) {
        this.cloud = cloud;
        this.stories = stories;
        this.left = new CountDownLatch(stories);
    }

    /**
     * Runs the soak test and prints a table.
     *
     * @param args sockets, stories in all, deltas of a story, milliseconds between deltas
     * @throws Exception if a socket is lost
     */
    public static void main(String[] args) throws Exception {
        var fixture = new ModelFixture(Integer.parseInt(args[3]), 8, Integer.parseInt(args[2]));
        try (LocalCloud cloud = LocalCloud.builder()
                        .latency(fixture.pace())
                        .recordingCapacity(0)
                        .timeScale(CLOCK_SCALE)
                        .start();
                StoryHandler handler = new StoryHandler(TestBed.environment(cloud))) {
            cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class, line -> {}));
            if (!new Soak(cloud, Integer.parseInt(args[1])).run(Integer.parseInt(args[0]))) {
                System.exit(1);
            }
        }
    }

    private boolean run(int sockets) throws Exception {
        System.out.println("| stories | wrong | frames | heap after collection | resident | threads |");
        System.out.println("|---|---|---|---|---|---|");
        HttpClient http = HttpClient.newHttpClient();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < sockets; i++) {
            clients.add(new Client(http));
        }
        clients.forEach(Client::requestNext);
        for (int line = 1; line <= LINES; line++) {
            while (ended() < (long) stories * line / LINES && !left.await(200, TimeUnit.MILLISECONDS)) {
                if (lost.get() != null) {
                    throw new IllegalStateException("a socket was lost", lost.get());
                }
            }
            printLine();
        }
        long posts = cloud.recording().acceptedPosts();
        boolean complete = wrong.get() == 0 && frames.get() == posts;
        System.out.printf(
                Locale.ROOT,
                "%d posts accepted, %d frames received, %d stories with a wrong text: %s%n",
                posts,
                frames.get(),
                wrong.get(),
                complete ? "nothing lost" : "FAILED");
        return complete;
    }

    private long ended() {
        return stories - left.getCount();
    }

    private void printLine() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        ProcessStatus status = new ProcessStatus(ProcessHandle.current());
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %d | %d MB | %.0f MB | %d |%n",
                ended(),
                wrong.get(),
                frames.get(),
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                status.residentMegabytes(),
                Thread.activeCount());
    }

    /** One socket, which requests its next story when one has ended. */
    private final class Client implements WebSocket.Listener {

        private final WebSocket socket;
        private final StringBuilder frame = new StringBuilder();
        private final StringBuilder text = new StringBuilder();
        private String topic = "";
        private int framesWithoutText;

        Client(HttpClient http) {
            socket = http.newWebSocketBuilder()
                    .buildAsync(cloud.webSocketUri(), this)
                    .join();
        }

        void requestNext() {
            int number = begun.getAndIncrement();
            if (number < stories) {
                topic = "TOPIC " + number % TOPICS;
                text.setLength(0);
                framesWithoutText = 0;
                socket.sendText(Protocol.V1.request(topic), true).exceptionally(failure -> {
                    lost.set(failure);
                    return null;
                });
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                frames.incrementAndGet();
                read(JsonParser.parseString(frame.toString()).getAsJsonObject());
                frame.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            lost.set(new IOException("closed with " + code + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            lost.set(failure);
        }

        private void read(JsonObject message) {
            String type = message.get("type").getAsString();
            if (type.equals("text")) {
                text.append(Protocol.V1.textOf(message));
            } else if (type.equals("error") || ++framesWithoutText == FRAMES_WITHOUT_TEXT) {
                end(type.equals("error"));
            }
        }

        private void end(boolean failed) {
            String expected = texts.computeIfAbsent(topic, unknown -> text.toString());
            if (failed || text.isEmpty() || !expected.contentEquals(text)) {
                wrong.incrementAndGet();
            }
            left.countDown();
            requestNext();
        }
    }
}
