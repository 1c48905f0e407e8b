package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.StorySession;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.websocket.ApiGatewayConnections;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The function behind all routes of the WebSocket API: greets at {@code $connect} and {@code $disconnect}, tells a story
 * at {@code $default}.
 *
 * <p>Thread-safe: one instance serves many invocations at once ({@code AWS_LAMBDA_MAX_CONCURRENCY}). An invocation
 * returns when its story has ended. Once a message has been read it is always answered normally, whatever became of the
 * story: a failed invocation would be delivered again, and the story told twice. Failures are reported to the client by
 * frame, to the owner by log and metric.
 */
public final class StoryHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse>, AutoCloseable {

    /** How long {@link #close} waits for the stories: a host that shuts down should not take much longer. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** Beyond the time left: a relay ends its stories before that time, so this is for a bug, not for a story. */
    private static final Duration GRACE = Duration.ofMillis(250);

    /** Set by Lambda: {@code on-demand}, {@code provisioned-concurrency}, {@code snap-start} or others. */
    static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";

    private final Map<String, String> environment;
    private final RunningStories running = new RunningStories();
    private final AtomicBoolean coldStart = new AtomicBoolean(true);

    /** Kept because the runtime holds it weakly. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final @Nullable SnapshotHooks hooks;

    /** Replaced between a restore and the first invocation only. */
    private volatile Wiring wiring;

    /**
     * Creates the handler from the environment of the process; Lambda calls this once for each execution environment.
     *
     * @throws IllegalArgumentException if a setting is missing or wrong; the message names it
     */
    public StoryHandler() {
        this(System.getenv());
    }

    /**
     * Creates the handler for another host than Lambda.
     *
     * @param environment read like the environment of a process: the settings of this application ({@link Settings}), and
     *     of the SDK's {@code AWS_REGION}, {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code
     *     AWS_SESSION_TOKEN}, {@code AWS_ENDPOINT_URL_BEDROCK_RUNTIME} and {@code
     *     AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI}; what of the latter is absent, the SDK looks for in its own places
     * @throws IllegalArgumentException if a setting is missing or wrong; the message names it
     */
    public StoryHandler(Map<String, String> environment) {
        this(environment, new Wiring(environment));
    }

    StoryHandler(Map<String, String> environment, Wiring wiring) {
        this.environment = Map.copyOf(environment);
        this.wiring = wiring;
        Priming priming = new Priming(this.environment, LambdaRuntime.getLogger());
        boolean snapStart = "snap-start".equals(environment.get(INITIALIZATION_TYPE));
        this.hooks = snapStart ? SnapshotHooks.register(priming::run, this::renew) : null;
        if (!snapStart && wiring.settings().prime()) {
            priming.run();
        }
    }

    /** A restored process is a copy: connections, credentials and random numbers must be its own. */
    private void renew() {
        Wiring snapshot = wiring;
        wiring = new Wiring(environment);
        snapshot.close();
        LambdaRuntime.getLogger().log("{\"level\":\"INFO\",\"message\":\"restored\"}");
    }

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        APIGatewayV2WebSocketEvent.RequestContext request = event.getRequestContext();
        String route = request == null || request.getRouteKey() == null ? "" : request.getRouteKey();
        return switch (route) {
            case "$connect" -> welcome(event);
            case "$disconnect" -> answer(200, "Disconnected...: $disconnect");
            case "$default" -> {
                serve(event, context);
                yield answer(200, "Message processed...: $default");
            }
            default -> answer(400, "Unknown route");
        };
    }

    /** A browser that offers sub-protocols gives up unless one of them is chosen; API Gateway chooses none by itself. */
    private static APIGatewayV2WebSocketResponse welcome(APIGatewayV2WebSocketEvent event) {
        APIGatewayV2WebSocketResponse response = answer(200, "Connected...: $connect");
        Handshake.of(event.getHeaders(), event.getQueryStringParameters())
                .subProtocol()
                .ifPresent(chosen -> response.setHeaders(Map.of(Handshake.SUB_PROTOCOL_HEADER, chosen)));
        return response;
    }

    private static APIGatewayV2WebSocketResponse answer(int status, String body) {
        APIGatewayV2WebSocketResponse response = new APIGatewayV2WebSocketResponse();
        response.setStatusCode(status);
        response.setBody(body);
        return response;
    }

    private void serve(APIGatewayV2WebSocketEvent event, Context context) {
        Message message = Message.of(event, context, UUID.randomUUID().toString());
        StoryLog log = new StoryLog(context.getLogger(), message);
        try {
            wiring.parser()
                    .parse(event.getBody(), message.storyId(), message.requestId())
                    .match(tell -> tell(tell, message, log), abort -> stop(abort, message, log), reply -> {
                        return reply(reply, message, log);
                    });
        } catch (RuntimeException | Error e) {
            log.unexpected(e);
        }
    }

    private boolean tell(ClientRequest.Start tell, Message message, StoryLog log) {
        boolean cold = coldStart.getAndSet(false);
        Duration timeLeft = message.timeLeft();
        ClientSink client = connections(message).sink(message.connectionId(), tell.frames(), timeLeft);
        RunningStories.Place place =
                running.reserve(message.connectionId(), tell.clientRequestId().orElse(message.storyId()));
        if (!place.isFree()) {
            log.alreadyTelling();
            return false;
        }
        try {
            StorySession story = wiring.relay().start(tell.story(), client, timeLeft, Runnable::run);
            place.take(story);
            Receipt receipt = await(story.receipt(), timeLeft);
            log.ended(receipt, cold, wiring.settings().metricsNamespace());
        } finally {
            place.leave();
        }
        return true;
    }

    private boolean stop(ClientRequest.Abort abort, Message message, StoryLog log) {
        boolean stopped = running.stop(message.connectionId(), abort.clientRequestId());
        log.abort(stopped);
        return stopped;
    }

    private boolean reply(ClientRequest.Reply reply, Message message, StoryLog log) {
        Duration timeLeft = message.timeLeft();
        CompletionStage<ClientSink.Delivery> delivery =
                connections(message).reply(message.connectionId(), reply, timeLeft);
        await(delivery.handle((sent, failure) -> log.replied(reply, failure)), timeLeft);
        return true;
    }

    /**
     * Waits for a stage that does not fail.
     *
     * @throws CancellationException if it has not completed in time, or the thread was interrupted
     */
    private static <T> T await(CompletionStage<T> stage, Duration timeLeft) {
        try {
            return stage.toCompletableFuture().get(timeLeft.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new CancellationException("no end within the invocation's time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("what does not fail has failed", e);
        }
    }

    private ApiGatewayConnections connections(Message message) {
        return wiring.connections(message.domainName(), message.stage());
    }

    /** Stops the stories being told, gives their clients a moment to hear of it, and frees connections and threads. */
    @Override
    public void close() {
        running.stopAll()
                .completeOnTimeout(null, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        wiring.close();
    }
}
