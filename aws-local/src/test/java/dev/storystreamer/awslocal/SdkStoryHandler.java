package dev.storystreamer.awslocal;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.concurrent.CompletableFutures;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** A minimal handler with the AWS SDK: it posts each text delta without a protocol, one after the other. */
final class SdkStoryHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse>, AutoCloseable {

    private final BlockingQueue<APIGatewayV2WebSocketEvent> events = new LinkedBlockingQueue<>();
    private final SdkAsyncHttpClient http = AwsCrtAsyncHttpClient.builder().build();
    private final BedrockRuntimeAsyncClient bedrock;
    private final ApiGatewayManagementApiAsyncClient connections;

    SdkStoryHandler(LocalCloud cloud) {
        bedrock = BedrockRuntimeAsyncClient.builder()
                .endpointOverride(cloud.endpointUri())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(http)
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
        connections = ApiGatewayManagementApiAsyncClient.builder()
                .endpointOverride(cloud.managementUri())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(http)
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    BlockingQueue<APIGatewayV2WebSocketEvent> events() {
        return events;
    }

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        events.add(event);
        if (event.getRequestContext().getRouteKey().equals("$default")) {
            streamStory(event.getRequestContext().getConnectionId(), topic(event.getBody()));
        }
        var answer = new APIGatewayV2WebSocketResponse();
        answer.setStatusCode(200);
        return answer;
    }

    private static String topic(String body) {
        return JsonParser.parseString(body).getAsJsonObject().get("storyType").getAsString();
    }

    private void streamStory(String connectionId, String topic) {
        var message = Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText("Tell me a very short story about: " + topic))
                .build();
        var ended = new CompletableFuture<Void>();
        CompletableFutures.whenDone(
                bedrock.converseStream(
                        request -> request.modelId("global.amazon.nova-2-lite-v1:0")
                                .messages(message),
                        ConverseStreamResponseHandler.builder()
                                .onEventStream(stream -> post(connectionId, stream, ended))
                                .build()),
                done -> {},
                ended::completeExceptionally);
        ended.join();
    }

    private void post(String connectionId, SdkPublisher<ConverseStreamOutput> stream, CompletableFuture<Void> ended) {
        stream.filter(ContentBlockDeltaEvent.class)
                .subscribe(new OneAtATimeSubscriber(
                        delta -> connections.postToConnection(post -> post.connectionId(connectionId)
                                .data(SdkBytes.fromUtf8String(delta.delta().text()))),
                        ended));
    }

    @Override
    public void close() {
        bedrock.close();
        connections.close();
        http.close();
    }
}
