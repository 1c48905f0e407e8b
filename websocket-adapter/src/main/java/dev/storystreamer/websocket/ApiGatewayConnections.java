package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.protocol.EncodedMessage;
import dev.storystreamer.protocol.StoryFrames;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * The open connections of one API Gateway WebSocket API, to which it posts by {@code PostToConnection}. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html">Using
 *     the connections API in a backend service</a>
 */
public final class ApiGatewayConnections {

    private final FrameSender sender;

    /**
     * Creates the connections of one API.
     *
     * @param endpoint the API's callback URL, stage included
     * @param region the API's region
     * @param credentials sign every post; stay the caller's to close
     * @param http sends the posts; stays the caller's to close
     * @param scheduler limits the time of posts and delays retries
     * @param random draws the delays; used by several threads, as {@link java.util.Random} may be
     * @param options timeout and retries
     */
    public ApiGatewayConnections(
            URI endpoint,
            Region region,
            PrefetchedCredentials credentials,
            SdkAsyncHttpClient http,
            Scheduler scheduler,
            RandomGenerator random,
            PostOptions options) {
        this.sender =
                new FrameSender(new PostToConnection(endpoint, region, credentials, http), scheduler, random, options);
    }

    /**
     * Creates the sink of one story.
     *
     * @param connectionId the id of the connection, as API Gateway's events give it
     * @param frames the story's protocol
     * @return a sink that posts every frame by itself, in order
     */
    public ClientSink sink(String connectionId, StoryFrames frames) {
        return new ApiGatewayClientSink(sender, connectionId, frames);
    }

    /**
     * Posts a reply that is not a story. Never throws.
     *
     * @param connectionId the id of the connection, as API Gateway's events give it
     * @param reply the reply
     * @param timeLeft how long from now it may be posted
     * @return completes and fails as {@link dev.storystreamer.core.Transmission#delivery}
     */
    public CompletionStage<ClientSink.Delivery> reply(
            String connectionId, ClientRequest.Reply reply, Duration timeLeft) {
        var message = new EncodedMessage(List.of(reply.frame().getBytes(UTF_8)).iterator(), reply.idempotent());
        return sender.send(connectionId, message, timeLeft).delivery();
    }
}
