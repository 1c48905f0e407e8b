package dev.storystreamer.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import dev.storystreamer.bedrock.BedrockEndpoint;
import dev.storystreamer.bedrock.BedrockHttpLlmStream;
import dev.storystreamer.bedrock.BedrockOptions;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.RelayOptions;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.StoryRelay;
import dev.storystreamer.core.StorySession;
import dev.storystreamer.lambda.CrtSigner;
import dev.storystreamer.websocket.ApiGatewayConnections;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.websocket.PostOptions;
import dev.storystreamer.websocket.PostToConnectionClient;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Our relay and adapters over HTTP clients that the environment names: {@code BEDROCK_HTTP} and {@code POSTS_HTTP}, each
 * {@code CRT} or {@code NETTY}, and for posts {@code URLCONNECTION}, which blocks the story's own thread.
 */
public final class HttpClientsHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    private final StoryRelay relay;
    private final ApiGatewayConnections connections;
    private final boolean postsBlock;
    private final StoryRequests requests = new StoryRequests();

    /** Builds the clients from the environment; one HTTP client serves both calls if they are to have the same. */
    public HttpClientsHandler() {
        String forBedrock = System.getenv("BEDROCK_HTTP");
        String forPosts = System.getenv("POSTS_HTTP");
        SdkAsyncHttpClient http = client(forBedrock);
        Region region = Region.of(System.getenv("AWS_REGION"));
        var credentials = EnvironmentVariableCredentialsProvider.create();
        CrtSigner signer = new CrtSigner();
        var endpoint =
                new BedrockEndpoint(URI.create(System.getenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")), region, credentials);
        Scheduler scheduler = Scheduler.of(Executors.newSingleThreadScheduledExecutor());
        this.relay = new StoryRelay(
                BedrockHttpLlmStream.create(endpoint, http, signer, BedrockOptions.of(System.getenv("STORY_MODEL_ID"))),
                scheduler,
                new SecureRandom(),
                RelayOptions.DEFAULTS);
        this.postsBlock = forPosts.equals("URLCONNECTION");
        this.connections = new ApiGatewayConnections(
                new PostToConnectionClient(
                        URI.create(System.getenv("STORY_CALLBACK_URL")),
                        region,
                        credentials,
                        forPosts.equals(forBedrock) ? http : client(forPosts),
                        signer),
                scheduler,
                new SecureRandom(),
                PostOptions.DEFAULTS);
    }

    private static SdkAsyncHttpClient client(String name) {
        return switch (name) {
            case "CRT" -> AwsCrtAsyncHttpClient.builder().build();
            case "NETTY" -> NettyNioAsyncHttpClient.builder().build();
            case "URLCONNECTION" -> new BlockingHttpClient(UrlConnectionHttpClient.create());
            default -> throw new IllegalArgumentException("no such HTTP client: " + name);
        };
    }

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        return requests.answer(event, tell -> tell(tell, event, context));
    }

    private boolean tell(ClientRequest.Start tell, APIGatewayV2WebSocketEvent event, Context context) {
        Duration timeLeft = Duration.ofMillis(context.getRemainingTimeInMillis());
        ClientSink sink = connections.sink(event.getRequestContext().getConnectionId(), tell.frames(), timeLeft);
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        StorySession telling = relay.start(tell.story(), sink, timeLeft, postsBlock ? tasks::add : Runnable::run);
        CompletableFuture<Receipt> ended = new CompletableFuture<>();
        telling.receipt().whenComplete((receipt, failure) -> {
            if (failure == null) {
                ended.complete(receipt);
            } else {
                ended.completeExceptionally(failure);
            }
            tasks.add(() -> {}); // after it is done: whoever is woken looks
        });
        try {
            while (!ended.isDone()) {
                tasks.take().run();
            }
            ended.get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
