package dev.storystreamer.lambda;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/** Bedrock Runtime and {@code @connections} on one loopback address; each story follows its {@link FaultPlan}. */
final class FaultyAwsServer extends Handler.Abstract.NonBlocking implements AutoCloseable {

    static final String THREADS = "faulty-aws";
    private static final int MAX_BODY_BYTES = 1024 * 1024;

    private final Function<String, FaultPlan> faultPlans;
    private final BiFunction<String, String, CompletionStage<Integer>> delivery;
    private final AtomicInteger openExchanges = new AtomicInteger();
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(2, task -> new Thread(task, THREADS + "-clock"));
    private final Server server;
    private final ServerConnector connector;

    /**
     * Starts the server.
     *
     * @param faultPlans finds the plan of a story, by the body of a model call or the connection id of a post
     * @param delivery delivers an accepted post and returns its status
     */
    FaultyAwsServer(
            Function<String, FaultPlan> faultPlans, BiFunction<String, String, CompletionStage<Integer>> delivery) {
        this.faultPlans = faultPlans;
        this.delivery = delivery;
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setName(THREADS);
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(this);
        try {
            server.start();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    /** The number of requests that are not completely answered. */
    int openExchanges() {
        return openExchanges.get();
    }

    int connections() {
        return connector.getConnectedEndPoints().size();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        openExchanges.incrementAndGet();
        Callback counted = Callback.from(callback, openExchanges::decrementAndGet);
        String path = request.getHttpURI().getPath();
        whenRead(request, counted, body -> {
            if (path.endsWith("/converse-stream")) {
                converse(faultPlans.apply(body), request, response, counted);
            } else {
                String id = path.substring(path.lastIndexOf('/') + 1);
                String connectionId = URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8);
                post(faultPlans.apply(connectionId), connectionId, body, request, response, counted);
            }
        });
        return true;
    }

    private static void whenRead(Request request, Callback callback, Consumer<String> task) {
        CompletableFuture<byte[]> bytes = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(request, MAX_BODY_BYTES, Promise.Invocable.toPromise(bytes));
        CompletionStage<byte[]> read = bytes;
        read.whenComplete((body, failure) -> {
            if (failure == null) {
                task.accept(new String(body, StandardCharsets.UTF_8));
            } else {
                callback.failed(failure);
            }
        });
    }

    private void after(Duration delay, Runnable task) {
        ScheduledFuture<?> unused = clock.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void post(
            FaultPlan faults, String connectionId, String body, Request request, Response response, Callback callback) {
        FaultPlan.Exchange post = faults.nextPost(
                body, request.getConnectionMetaData().getConnection().getEndPoint());
        FaultPlan.Post answer = post.answer;
        after(answer.delay(), () -> {
            if (!answer.delivered()) {
                faults.posted(post, body, false);
                answer(response, answer.status(), answer.type(), answer.retryAfter(), callback);
                return;
            }
            delivery.apply(connectionId, body).whenComplete((status, failure) -> {
                boolean accepted = failure == null && status == 200;
                faults.posted(post, body, accepted);
                int reported = accepted ? answer.status() : failure == null ? status : 502;
                answer(response, reported, reported == 410 ? "GoneException" : answer.type(), "", callback);
            });
        });
    }

    private static void answer(Response response, int status, String type, String retryAfter, Callback callback) {
        response.setStatus(status);
        if (!type.isEmpty()) {
            response.getHeaders().put("x-amzn-ErrorType", type);
        }
        if (!retryAfter.isEmpty()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, retryAfter);
        }
        response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    }

    private void converse(FaultPlan faults, Request request, Response response, Callback callback) {
        FaultPlan.Call call = faults.nextCall();
        if (call.status() == 0) {
            request.getConnectionMetaData().getConnection().getEndPoint().close();
            callback.failed(new EofException("closed as planned"));
        } else if (call.status() == 200) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/vnd.amazon.eventstream");
            play(faults, call.script(), 0, request, response, callback);
        } else {
            String type = call.type().isEmpty() ? "" : call.type() + ":http://internal.amazon.com/coral/";
            answer(response, call.status(), type, "", callback);
        }
    }

    private void play(
            FaultPlan faults, ModelScript script, int at, Request request, Response response, Callback callback) {
        if (at == script.steps().size()) {
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        ModelScript.Step step = script.steps().get(at);
        after(step.delay(), () -> {
            if (step instanceof ModelScript.Break broken) {
                closeConnection(broken.reset(), request, callback);
                return;
            }
            faults.sent(step);
            response.write(
                    false,
                    bytes(step),
                    Callback.from(() -> play(faults, script, at + 1, request, response, callback), failure -> {
                        faults.callClosed();
                        callback.failed(failure);
                    }));
        });
    }

    private static void closeConnection(boolean reset, Request request, Callback callback) {
        var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        if (reset && endPoint.getTransport() instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // already closed
            }
        }
        endPoint.close();
        callback.failed(new EofException("closed as planned"));
    }

    private static ByteBuffer bytes(ModelScript.Step step) {
        if (step instanceof ModelScript.Event event) {
            return frame("event", ":event-type", event.type(), event.payload());
        }
        if (step instanceof ModelScript.Failure failure) {
            return frame("exception", ":exception-type", failure.type(), "{\"message\":\"" + failure.message() + "\"}");
        }
        return ((ModelScript.Bytes) step).data().duplicate();
    }

    static ByteBuffer frame(String messageType, String typeHeader, String type, String payload) {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(typeHeader, HeaderValue.fromString(type));
        headers.put(":content-type", HeaderValue.fromString("application/json"));
        headers.put(":message-type", HeaderValue.fromString(messageType));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Message(headers, payload.getBytes(StandardCharsets.UTF_8)).encode(out);
        return ByteBuffer.wrap(out.toByteArray());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
