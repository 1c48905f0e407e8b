package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.protocol.StoryFrames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;

/**
 * The open connections of one API Gateway WebSocket API, as its management endpoint serves them. Thread-safe.
 *
 * <p>The SDK's own retries are switched off for every post, whatever the client was built with: a frame is posted again
 * only where that cannot show it twice. A client built without retries ({@code AwsRetryStrategy.doNotRetry()}) spares
 * every post that change.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html">Using
 *     the connections API in a backend service</a>
 */
public final class ApiGatewayConnections {

    private final PostTools tools;

    /**
     * Creates the view of one API.
     *
     * @param client its endpoint is the API's callback URL, stage included; stays the caller's to close
     * @param scheduler times posts and the pauses between them
     * @param random draws the pauses; used by many threads at once, as {@link java.util.Random} may be
     * @param options how patiently to post
     */
    public ApiGatewayConnections(
            ApiGatewayManagementApiAsyncClient client,
            Scheduler scheduler,
            RandomGenerator random,
            PostOptions options) {
        this.tools = PostTools.of(client, scheduler, random, options);
    }

    /**
     * Opens the way to one client for one story.
     *
     * @param connectionId the WebSocket's name, as the gateway's events give it
     * @param frames the story's protocol
     * @param timeLeft how long from now posts may be made; then what is not accepted yet fails
     * @return a sink that posts every frame by itself, in order, and retries within that time
     */
    public ClientSink sink(String connectionId, StoryFrames frames, Duration timeLeft) {
        return new ApiGatewayClientSink(tools, connectionId, frames, Deadline.in(timeLeft, tools.scheduler()));
    }

    /**
     * Sends an answer that is not a story. Never throws.
     *
     * @param connectionId the WebSocket's name, as the gateway's events give it
     * @param reply the answer
     * @param timeLeft how long from now it may be posted
     * @return completes and fails as {@link ClientSink#send}
     */
    public CompletionStage<ClientSink.Delivery> reply(
            String connectionId, ClientRequest.Reply reply, Duration timeLeft) {
        Deadline deadline = Deadline.in(timeLeft, tools.scheduler());
        List<byte[]> frames = List.of(reply.frame().getBytes(UTF_8));
        return new FrameSender(tools, connectionId, deadline, frames, reply.repeatable()).start();
    }
}
