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
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;

/**
 * A management endpoint on loopback that answers by a script, the SDK's client that talks to it over real HTTP, and what
 * was posted. Answers 200 when the script is over.
 */
final class ScriptedConnections {

    /** One request as it came in. */
    record Post(String method, String rawPath, Map<String, String> headers, String body) {

        /** A header by its name in any case; empty if it is missing. */
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String contentType() {
            return header("Content-Type");
        }
    }

    /** A way to make clients of an endpoint. */
    @FunctionalInterface
    interface Clients {
        ApiGatewayManagementApiAsyncClient create(URI endpoint, SdkAsyncHttpClient http);
    }

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret"));

    /** As deployed. */
    static final Clients POST_TO_CONNECTION_CLIENTS =
            (endpoint, http) -> new PostToConnectionClient(endpoint, Region.EU_WEST_1, CREDENTIALS, http);

    static Clients sdkClients(RetryStrategy retries) {
        return (endpoint, http) -> ApiGatewayManagementApiAsyncClient.builder()
                .httpClient(http)
                .region(Region.EU_WEST_1)
                .credentialsProvider(CREDENTIALS)
                .endpointOverride(endpoint)
                .overrideConfiguration(overrides -> overrides.retryStrategy(retries))
                .build();
    }

    /** What the endpoint does about one request. */
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
    private final Clients clients;
    private final ApiGatewayManagementApiAsyncClient client;
    private volatile Supplier<Answer> whenOver = ScriptedConnections::accepted;

    ScriptedConnections() throws Exception {
        this(POST_TO_CONNECTION_CLIENTS);
    }

    ScriptedConnections(Clients clients) throws Exception {
        this.clients = clients;
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
        client = clientFor(uri());
    }

    ApiGatewayManagementApiAsyncClient clientFor(URI endpoint) {
        return clients.create(endpoint, http);
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
        Answer answer = next == null ? whenOver.get() : next;
        // Late enough for a post that does not wait for this one's answer.
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

    /** The next answers, in order. */
    ScriptedConnections answers(Answer... answers) {
        script.addAll(List.of(answers));
        return this;
    }

    /** The answer to everything that the script does not cover. */
    ScriptedConnections answersAlways(Answer answer) {
        whenOver = () -> answer;
        return this;
    }

    static Answer accepted() {
        return status(200);
    }

    /** As API Gateway answers: the error's type in a header, and none on success. */
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

    static Answer refusal(int status, String body) {
        return (request, response, callback) -> {
            response.setStatus(status);
            Content.Sink.write(response, true, body, callback);
        };
    }

    static Answer droppedConnection() {
        return (request, response, callback) ->
                request.getConnectionMetaData().getConnection().getEndPoint().close();
    }

    /** Gives no answer; the time for one is over at once. */
    Answer silence() {
        return (request, response, callback) ->
                requireNonNull(latestTask, "a post has a limit").run();
    }

    ApiGatewayConnections connections(PostOptions options) {
        return connections(client, options);
    }

    ApiGatewayConnections connections(ApiGatewayManagementApiAsyncClient ofClient, PostOptions options) {
        return new ApiGatewayConnections(ofClient, scheduler(), new Random(1), options);
    }

    Scheduler scheduler() {
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

    /** What was scheduled, in order: the limits of attempts and the pauses between them. */
    List<Duration> delays() {
        return List.copyOf(delays);
    }

    ApiGatewayManagementApiAsyncClient client() {
        return client;
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

    void stop() throws Exception {
        client.close();
        http.close();
        server.stop();
        timers.shutdownNow();
    }
}
