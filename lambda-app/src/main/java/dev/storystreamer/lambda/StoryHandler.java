package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.StorySession;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.protocol.StoryFrames;
import dev.storystreamer.websocket.ApiGatewayConnections;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The function behind all routes of the WebSocket API. At {@code $default} it runs a story; {@code $connect} and {@code
 * $disconnect} it only acknowledges.
 *
 * <p>Thread-safe: one instance serves concurrent invocations ({@code AWS_LAMBDA_MAX_CONCURRENCY}). An invocation returns
 * when its story has ended and its connection to the model is closed or reusable. It returns normally even if the story
 * failed, because Lambda may retry a failed invocation, and the story would run twice. The client gets failures as a frame,
 * if it can be delivered; the log and the metrics record them.
 */
public final class StoryHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse>, AutoCloseable {

    /** How long {@link #close} waits for running stories to end. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /** Added to the remaining time; normally not used, since the relay ends its stories before that time. */
    private static final Duration GRACE = Duration.ofMillis(250);

    /** How long a story waits at most for the end of its cancelled calls of the model. */
    private static final Duration EXCHANGE_TIMEOUT = Duration.ofSeconds(1);

    /** The part of the invocation's time that is left for the log and the answer. */
    private static final Duration RETURN_RESERVE = Duration.ofMillis(100);

    /** Set by Lambda: {@code on-demand}, {@code provisioned-concurrency}, {@code snap-start} or others. */
    static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";

    private final Environment environment;
    private final RunningStories running = new RunningStories();
    private final AtomicBoolean coldStart = new AtomicBoolean(true);

    /** The runtime has only a weak reference to it. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final @Nullable SnapshotHooks hooks;

    /** Replaced only between a restore and the first invocation. */
    private volatile Wiring wiring;

    /**
     * Creates the handler from the environment of the process; Lambda calls this.
     *
     * @throws IllegalArgumentException if a setting is missing or wrong; the message names it
     */
    public StoryHandler() {
        this(System.getenv());
    }

    /**
     * Creates the handler for another host than Lambda.
     *
     * @param environment the environment variables: the settings of this application ({@link Setting}), and the SDK's
     *     {@code AWS_REGION}, {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN}, {@code
     *     AWS_ENDPOINT_URL_BEDROCK_RUNTIME} and {@code AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI}; the SDK's own lookup
     *     finds those of the SDK's that are absent
     * @throws IllegalArgumentException if a setting is missing or wrong; the message names it
     */
    public StoryHandler(Map<String, String> environment) {
        this(new Environment(environment));
    }

    private StoryHandler(Environment environment) {
        this(environment, new Wiring(environment));
    }

    StoryHandler(Environment environment, Wiring wiring) {
        this.environment = environment;
        this.wiring = wiring;
        Priming priming = new Priming(environment, LambdaRuntime.getLogger());
        boolean snapStart = environment.get(INITIALIZATION_TYPE).equals(Optional.of("snap-start"));
        this.hooks = snapStart ? SnapshotHooks.register(priming::run, this::renew) : null;
        if (!snapStart) { // otherwise credentials would get into the snapshot
            wiring.prefetchCredentials();
        }
        if (!snapStart && wiring.settings().prime()) {
            priming.run();
        }
    }

    /** Many processes start from one snapshot; each needs connections, credentials and random numbers of its own. */
    private void renew() {
        Wiring snapshot = wiring;
        wiring = new Wiring(environment);
        wiring.prefetchCredentials();
        snapshot.close();
        LogLine.write(LogLine.of("INFO", "restored"), LambdaRuntime.getLogger());
    }

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        APIGatewayV2WebSocketEvent.RequestContext request = event.getRequestContext();
        String route = request == null || request.getRouteKey() == null ? "" : request.getRouteKey();
        return switch (route) {
            case "$connect" -> connect(event);
            case "$disconnect" -> answer(200, "Disconnected...: $disconnect");
            case "$default" -> {
                RequestScope scope = RequestScope.of(request, context);
                serve(event.getBody(), scope, new StoryLog(line -> LogLine.write(line, context.getLogger()), scope));
                yield answer(200, "Message processed...: $default");
            }
            default -> answer(400, "Unknown route");
        };
    }

    /** A browser that offers subprotocols closes the connection unless the server selects one; API Gateway selects none. */
    private static APIGatewayV2WebSocketResponse connect(APIGatewayV2WebSocketEvent event) {
        APIGatewayV2WebSocketResponse response = answer(200, "Connected...: $connect");
        new Handshake(event.getHeaders(), event.getQueryStringParameters())
                .subProtocol()
                .ifPresent(selected -> response.setHeaders(Map.of(Handshake.SUB_PROTOCOL_HEADER, selected)));
        return response;
    }

    private static APIGatewayV2WebSocketResponse answer(int status, String body) {
        APIGatewayV2WebSocketResponse response = new APIGatewayV2WebSocketResponse();
        response.setStatusCode(status);
        response.setBody(body);
        return response;
    }

    /** Answers one client message. */
    void serve(@Nullable String body, RequestScope scope, StoryLog log) {
        ClientRequest request;
        try {
            request = wiring.parser().parse(body, scope.storyId(), scope.requestId());
        } catch (RuntimeException | Error e) {
            fail(e, StoryFrames.v1(scope.requestId()), scope, log);
            return;
        }
        try {
            Runnable action = request.match(
                    start -> () -> start(start, scope, log),
                    abort -> () -> stop(abort, scope, log),
                    reply -> () -> reply(reply, scope, log));
            action.run();
        } catch (RuntimeException | Error e) {
            log.unexpected(e);
        }
    }

    /** Logs why no story was started, and sends an error to the client. */
    private void fail(Throwable failure, StoryFrames frames, RequestScope scope, StoryLog log) {
        log.unexpected(failure);
        try {
            Duration timeLeft = scope.timeLeft();
            CompletionStage<Boolean> sent = connections(scope)
                    .sink(scope.connectionId(), frames)
                    .send(new ClientMessage.Ended(failed(failure)), timeLeft)
                    .delivery()
                    .handle((delivery, undelivered) -> undelivered == null);
            await(sent, timeLeft);
        } catch (RuntimeException | Error e) {
            log.unexpected(e);
        }
    }

    private static Receipt failed(Throwable cause) {
        return new Receipt(
                Ending.FAILED,
                Optional.of(ErrorCode.MODEL_FAILED),
                Optional.of(cause),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                0,
                0);
    }

    private void start(ClientRequest.Start request, RequestScope scope, StoryLog log) {
        boolean cold = coldStart.getAndSet(false);
        Duration timeLeft = scope.timeLeft();
        ClientSink client = connections(scope).sink(scope.connectionId(), request.frames());
        RunningStories.Entry entry =
                running.register(scope.connectionId(), request.clientRequestId().orElse(scope.storyId()));
        if (!entry.isNew()) {
            log.duplicate();
            return;
        }
        StorySession session;
        try {
            session = wiring.relay().start(request.story(), client, timeLeft, Runnable::run);
        } catch (RuntimeException | Error e) {
            running.remove(entry);
            fail(e, request.frames(), scope, log);
            return;
        }
        try {
            entry.started(session);
            Receipt receipt = await(session.receipt(), timeLeft);
            int leftOpen = wiring.modelExchanges().awaitCancelled(exchangeTimeout(scope));
            log.ended(receipt, cold, leftOpen, wiring.settings().metricsNamespace());
        } finally {
            session.stop(); // no effect unless await has thrown
            running.remove(entry);
        }
    }

    private static Duration exchangeTimeout(RequestScope scope) {
        Duration timeLeft = scope.timeLeft().minus(RETURN_RESERVE);
        return timeLeft.compareTo(EXCHANGE_TIMEOUT) < 0 ? timeLeft : EXCHANGE_TIMEOUT;
    }

    private void stop(ClientRequest.Abort request, RequestScope scope, StoryLog log) {
        log.abort(running.stop(scope.connectionId(), request.clientRequestId()));
    }

    private void reply(ClientRequest.Reply reply, RequestScope scope, StoryLog log) {
        Duration timeLeft = scope.timeLeft();
        CompletionStage<Optional<Throwable>> failure = connections(scope)
                .reply(scope.connectionId(), reply, timeLeft)
                .handle((delivery, undelivered) -> Optional.ofNullable(undelivered));
        log.replied(reply, await(failure, timeLeft));
    }

    /** Waits for a stage that never fails; throws if it has not completed in time, or the thread was interrupted. */
    private static <T> T await(CompletionStage<T> stage, Duration timeLeft) {
        try {
            return stage.toCompletableFuture().get(timeLeft.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new CancellationException("not completed within the invocation's time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stage that never fails has failed", e);
        }
    }

    private ApiGatewayConnections connections(RequestScope scope) {
        return wiring.connections(scope.domainName(), scope.stage());
    }

    /** Stops the running stories, waits up to a second for their last messages, and frees connections and threads. */
    @Override
    public void close() {
        running.stopAll()
                .completeOnTimeout(null, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        wiring.close();
    }
}
