package dev.storystreamer.benchmarks;

import static software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import dev.storystreamer.bedrock.BedrockLlmStream;
import dev.storystreamer.bedrock.BedrockOptions;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.LlmStream;
import dev.storystreamer.core.Scheduler;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.protocol.ClientRequestParser;
import dev.storystreamer.protocol.RequestLimits;
import dev.storystreamer.websocket.ApiGatewayConnections;
import dev.storystreamer.websocket.PostOptions;
import dev.storystreamer.websocket.PrefetchedCredentials;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executors;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * The project's adapters for this module's own handlers, built from the environment.
 *
 * @param scheduler for timers
 */
record Adapters(LlmStream model, ApiGatewayConnections connections, Scheduler scheduler) {

    /** The SDK's HTTP clients, by the names that the environment uses. */
    enum HttpClients {
        CRT {
            @Override
            SdkAsyncHttpClient create() {
                return AwsCrtAsyncHttpClient.create();
            }
        },
        NETTY {
            @Override
            SdkAsyncHttpClient create() {
                return NettyNioAsyncHttpClient.create();
            }
        };

        abstract SdkAsyncHttpClient create();
    }

    /** What a handler does with one request for a story, until the story's end. */
    @FunctionalInterface
    interface StoryRunner {
        void run(StoryRequest story, ClientSink client, Duration timeLeft);
    }

    /** Builds both adapters; both share one HTTP client if they use the same, as in the deployed function. */
    static Adapters create(HttpClients forBedrock, HttpClients forPosts) {
        SdkAsyncHttpClient http = forBedrock.create();
        Region region = Region.of(System.getenv("AWS_REGION"));
        var credentials = new PrefetchedCredentials(EnvironmentVariableCredentialsProvider.create());
        var bedrock = BedrockRuntimeAsyncClient.builder()
                .httpClient(http)
                .region(region)
                .credentialsProvider(credentials)
                .overrideConfiguration(client -> client.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .asyncConfiguration(async -> async.advancedOption(FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .build();
        Scheduler scheduler = Scheduler.of(Executors.newSingleThreadScheduledExecutor());
        return new Adapters(
                BedrockLlmStream.create(bedrock, BedrockOptions.of(System.getenv("STORY_MODEL_ID"))),
                new ApiGatewayConnections(
                        URI.create(System.getenv("STORY_CALLBACK_URL")),
                        region,
                        credentials,
                        forPosts == forBedrock ? http : forPosts.create(),
                        scheduler,
                        new SecureRandom(),
                        PostOptions.DEFAULTS),
                scheduler);
    }

    /** Handles an event as the deployed function does, without its logs and metrics. */
    APIGatewayV2WebSocketResponse handle(APIGatewayV2WebSocketEvent event, Context context, StoryRunner runner) {
        if (event.getRequestContext().getRouteKey().equals("$default")) {
            var parser = new ClientRequestParser(RequestLimits.DEFAULTS, false);
            ClientRequest request = parser.parse(event.getBody(), "story", "request");
            if (request instanceof ClientRequest.Start start) {
                Duration timeLeft = Duration.ofMillis(context.getRemainingTimeInMillis());
                String connectionId = event.getRequestContext().getConnectionId();
                runner.run(start.story(), connections.sink(connectionId, start.frames()), timeLeft);
            }
        }
        APIGatewayV2WebSocketResponse response = new APIGatewayV2WebSocketResponse();
        response.setStatusCode(200);
        return response;
    }
}
