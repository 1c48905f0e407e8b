package dev.storystreamer.websocket;

import static java.util.Objects.requireNonNull;

import dev.storystreamer.core.Scheduler;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * A management endpoint on loopback that answers by a script and records the posts, and {@link ApiGatewayConnections}
 * that post to it over HTTP. It answers 200 after the end of the script.
 */
final class ScriptedConnections implements BeforeEachCallback, AfterEachCallback {

    /** One request as it was received. */
    record Post(String method, String rawPath, Map<String, String> headers, String body) {

        /** Returns a header by its name in any case; empty if it is missing. */
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String contentType() {
            return header("Content-Type");
        }
    }

    static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret"));

    /** Fetched before a test begins, so that a post is made on the thread that sends it. */
    static final PrefetchedCredentials PREFETCHED = fetched();

    private static PrefetchedCredentials fetched() {
        var credentials = new PrefetchedCredentials(CREDENTIALS);
        credentials.resolveIdentity().join();
        return credentials;
    }

    /** The reaction to one request. */
    @FunctionalInterface
    interface Answer {
        void give(Request request, Response response, Callback callback);
    }

    private static final int ANSWER_MILLIS = 5;

    static final Duration AMPLE = Duration.ofSeconds(60);

    private final Server server = new Server();
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final List<Duration> delays = new CopyOnWriteArrayList<>();
    private volatile Runnable latestTask;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final SdkAsyncHttpClient http =
            AwsCrtAsyncHttpClient.builder().connectionTimeout(AMPLE).build();
    private volatile Supplier<Answer> afterScript = ScriptedConnections::accepted;

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                answer(request, response, callback);
                return true;
            }
        });
        server.start();
    }

    SdkAsyncHttpClient http() {
        return http;
    }

    URI uri() {
        int port = ((NetworkConnector) server.getConnectors()[0]).getLocalPort();
        return URI.create("http://127.0.0.1:" + port + "/prod");
    }

    private void answer(Request request, Response response, Callback callback) throws Exception {
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        posts.add(new Post(
                request.getMethod(),
                request.getHttpURI().getPath(),
                headers(request),
                Content.Source.asString(request, StandardCharsets.UTF_8)));
        Answer next = script.poll();
        Answer answer = next == null ? afterScript.get() : next;
        // Late enough to notice a post that does not wait for this answer.
        var unused = timers.schedule(
                () -> {
                    underWay.decrementAndGet();
                    answer.give(request, response, callback);
                },
                ANSWER_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private static Map<String, String> headers(Request request) {
        return request.getHeaders().stream()
                .collect(Collectors.toMap(
                        HttpField::getLowerCaseName, HttpField::getValue, (one, two) -> one + "," + two));
    }

    /** Adds answers to the script. */
    ScriptedConnections answers(Answer... answers) {
        script.addAll(List.of(answers));
        return this;
    }

    /** Sets the answer after the end of the script. */
    ScriptedConnections answersAlways(Answer answer) {
        afterScript = () -> answer;
        return this;
    }

    static Answer accepted() {
        return status(200);
    }

    /** Answers as API Gateway does: with the error's type in a header. */
    static Answer error(int status, String errorType, String... headers) {
        List<String> all = new ArrayList<>(List.of("x-amzn-errortype", errorType));
        all.addAll(List.of(headers));
        return status(status, all.toArray(String[]::new));
    }

    static Answer status(int status, String... headers) {
        return (request, response, callback) -> {
            response.setStatus(status);
            for (int i = 0; i < headers.length; i += 2) {
                response.getHeaders().put(new HttpField(headers[i], headers[i + 1]));
            }
            callback.succeeded();
        };
    }

    static Answer errorWithBody(int status, String body) {
        return (request, response, callback) -> {
            response.setStatus(status);
            Content.Sink.write(response, true, body, callback);
        };
    }

    static Answer droppedConnection() {
        return (request, response, callback) ->
                request.getConnectionMetaData().getConnection().getEndPoint().close();
    }

    /** Gives no answer, and lets the timeout of the attempt expire at once. */
    Answer silence() {
        return (request, response, callback) ->
                requireNonNull(latestTask, "no timeout was scheduled").run();
    }

    ApiGatewayConnections connections(PostOptions options) {
        return connections(uri(), options);
    }

    ApiGatewayConnections connections(URI endpoint, PostOptions options) {
        return connections(endpoint, scheduler(), options);
    }

    ApiGatewayConnections connections(URI endpoint, Scheduler scheduler, PostOptions options) {
        return new ApiGatewayConnections(
                endpoint, Region.EU_WEST_1, PREFETCHED, http, scheduler, new Random(1), options);
    }

    PostToConnection postToConnection() {
        return new PostToConnection(uri(), Region.EU_WEST_1, CREDENTIALS, http);
    }

    private Scheduler scheduler() {
        Scheduler real = Scheduler.of(timers);
        return new Scheduler() {
            @Override
            public long nanoTime() {
                return real.nanoTime();
            }

            @Override
            public Timer schedule(Runnable task, Duration delay) {
                delays.add(delay);
                latestTask = task;
                return real.schedule(task, delay);
            }
        };
    }

    /** Returns the scheduled delays in order: the timeouts of attempts and the delays of retries. */
    List<Duration> delays() {
        return List.copyOf(delays);
    }

    List<Post> posts() {
        return List.copyOf(posts);
    }

    List<String> bodies() {
        return posts.stream().map(Post::body).toList();
    }

    int mostPostsAtOnce() {
        return mostUnderWay.get();
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        stop();
    }

    void stop() throws Exception {
        http.close();
        server.stop();
        timers.shutdownNow();
    }
}
