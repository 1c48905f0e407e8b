package dev.storystreamer.benchmarks;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.lambda.StoryHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Many sockets that tell stories at once, for long, in the local app's own way: handler and cloud in one process. Counts
 * what arrives, and looks at the memory as it goes.
 */
public final class Soak {

    private static final int TOPICS = 50;
    private static final int LINES = 20;

    /** Ten times as slow: a connection may not reach the end of API Gateway's 2 hours. */
    private static final double LONG_CLOCKS = 0.1;

    private final LocalCloud cloud;
    private final int stories;
    private final Map<String, String> tales = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicLong frames = new AtomicLong();
    private final CountDownLatch done;
    private final AtomicReference<@Nullable Throwable> lost = new AtomicReference<>();

    private Soak(LocalCloud cloud, int stories) {
        this.cloud = cloud;
        this.stories = stories;
        this.done = new CountDownLatch(stories);
    }

    /**
     * Runs the soak and prints a table.
     *
     * @param args sockets, stories in all, deltas of a story, milliseconds between deltas
     * @throws Exception if it cannot be run to its end
     */
    public static void main(String[] args) throws Exception {
        LatencyProfile pace = Plan.pace(Integer.parseInt(args[3]), 8, Integer.parseInt(args[2]));
        try (LocalCloud cloud = LocalCloud.builder()
                        .latency(pace)
                        .recordingCapacity(0)
                        .timeScale(LONG_CLOCKS)
                        .start();
                StoryHandler handler = new StoryHandler(FunctionPackage.environment(cloud))) {
            cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class, line -> {}));
            if (!new Soak(cloud, Integer.parseInt(args[1])).run(Integer.parseInt(args[0]))) {
                System.exit(1);
            }
        }
    }

    private boolean run(int sockets) throws Exception {
        System.out.println("| stories told | wrong | frames | heap after collection | resident | threads |");
        System.out.println("|---|---|---|---|---|---|");
        HttpClient http = HttpClient.newHttpClient();
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < sockets; i++) {
            listeners.add(new Listener(http, cloud.webSocketUri()));
        }
        listeners.forEach(Listener::next);
        for (int line = 1; line <= LINES; line++) {
            while (told.get() < (long) stories * line / LINES) {
                boolean over = done.await(200, TimeUnit.MILLISECONDS);
                if (over) {
                    break;
                }
                if (lost.get() != null) {
                    throw new IllegalStateException("a socket was lost", lost.get());
                }
            }
            printLine();
        }
        done.await();
        boolean whole = wrong.get() == 0 && frames.get() == cloud.recording().acceptedPosts();
        System.out.printf(
                Locale.ROOT,
                "%d posts accepted, %d frames received, %d stories with a wrong text: %s%n",
                cloud.recording().acceptedPosts(),
                frames.get(),
                wrong.get(),
                whole ? "nothing lost" : "SOMETHING IS WRONG");
        return whole;
    }

    private void printLine() throws IOException {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %d | %d MB | %d MB | %d |%n",
                told.get(),
                wrong.get(),
                frames.get(),
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                residentMegabytes(),
                Thread.activeCount());
    }

    private static long residentMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** A story's end in protocol 1: the opening, and three frames without words. */
    private static final int OTHERS_OF_A_STORY = 4;

    /** One socket, which asks for its next story when one has ended. */
    private final class Listener implements WebSocket.Listener {

        private final WebSocket socket;
        private final StringBuilder frame = new StringBuilder();
        private final StringBuilder text = new StringBuilder();
        private String topic = "";
        private int others;

        Listener(HttpClient http, URI uri) {
            socket = http.newWebSocketBuilder().buildAsync(uri, this).join();
        }

        void next() {
            int number = begun.getAndIncrement();
            if (number < stories) {
                topic = "TOPIC " + number % TOPICS;
                text.setLength(0);
                others = 0;
                CompletionStage<WebSocket> sent = socket.sendText("{\"storyType\":\"" + topic + "\"}", true);
                sent.exceptionally(failure -> {
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
                text.append(message.get("message").getAsString());
            } else if (type.equals("error") || ++others == OTHERS_OF_A_STORY) {
                ended(!type.equals("error"));
            }
        }

        private void ended(boolean finished) {
            // The same topic is the same tale: the first telling of it is what the others are held against.
            String tale = tales.computeIfAbsent(topic, unheard -> text.toString());
            if (!finished || text.isEmpty() || !tale.contentEquals(text)) {
                wrong.incrementAndGet();
            }
            told.incrementAndGet();
            done.countDown();
            next();
        }
    }
}
