package dev.storystreamer.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import dev.storystreamer.bedrock.BedrockEndpoint;
import dev.storystreamer.bedrock.BedrockHttpLlmStream;
import dev.storystreamer.bedrock.BedrockOptions;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.lambda.CrtSigner;
import dev.storystreamer.websocket.ApiGatewayConnections;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.websocket.PostOptions;
import dev.storystreamer.websocket.PostToConnectionClient;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * The same adapters without the relay, as the seed does it: one post for each event of the model, one after the other, a
 * queue of 32 between reader and sender.
 */
public final class PostPerDeltaHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    private static final int QUEUE = 32;

    private final LlmStream model;
    private final ApiGatewayConnections connections;
    private final StoryRequests requests = new StoryRequests();

    /** Builds the clients from the environment. */
    public PostPerDeltaHandler() {
        SdkAsyncHttpClient http = AwsCrtAsyncHttpClient.builder().build();
        Region region = Region.of(System.getenv("AWS_REGION"));
        CrtSigner signer = new CrtSigner();
        var credentials = EnvironmentVariableCredentialsProvider.create();
        this.model = BedrockHttpLlmStream.create(
                new BedrockEndpoint(URI.create(System.getenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")), region, credentials),
                http,
                signer,
                BedrockOptions.of(System.getenv("STORY_MODEL_ID")));
        this.connections = new ApiGatewayConnections(
                new PostToConnectionClient(
                        URI.create(System.getenv("STORY_CALLBACK_URL")), region, credentials, http, signer),
                Scheduler.of(Executors.newSingleThreadScheduledExecutor()),
                new SecureRandom(),
                PostOptions.DEFAULTS);
    }

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        return requests.answer(event, tell -> tell(tell, event, context));
    }

    private boolean tell(ClientRequest.Start tell, APIGatewayV2WebSocketEvent event, Context context) {
        ClientSink sink = connections.sink(
                event.getRequestContext().getConnectionId(),
                tell.frames(),
                Duration.ofMillis(context.getRemainingTimeInMillis()));
        Reader reader = new Reader();
        model.stream(StoryRequest.of(tell.story().conversation().get(0).text())).subscribe(reader);
        for (StoryChunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
            ClientMessage message = ClientMessage.of(chunk).orElse(new ClientMessage.Other());
            sink.send(message).toCompletableFuture().join();
        }
        return true;
    }

    /** Puts chunks into the queue; asks for one more when one was taken out. */
    private static final class Reader implements Flow.Subscriber<StoryChunk> {

        private final BlockingQueue<StoryChunk> queue = new LinkedBlockingQueue<>();
        private final StoryChunk end = new StoryChunk.Unknown("end");
        private volatile Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            newSubscription.request(QUEUE);
        }

        @Override
        public void onNext(StoryChunk chunk) {
            queue.add(chunk);
        }

        @Override
        public void onComplete() {
            queue.add(end);
        }

        @Override
        public void onError(Throwable failure) {
            queue.add(end);
        }

        @Nullable StoryChunk next() {
            try {
                StoryChunk chunk = queue.take();
                Flow.Subscription current = subscription;
                if (current != null) {
                    current.request(1);
                }
                return chunk == end ? null : chunk;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }
}
