package dev.storystreamer.benchmarks.langchain4j;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;

/** Streams stories with LangChain4j: the thread of the invocation posts each partial response when it arrives. */
public final class LangChain4jHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    private final ObjectMapper json = new ObjectMapper();

    // The builder's own HTTP client: Netty. The timeout is for the whole story; the default is one minute.
    private final StreamingChatModel model = BedrockStreamingChatModel.builder()
            .region(Region.of(System.getenv("AWS_REGION")))
            .modelId(System.getenv("STORY_MODEL_ID"))
            .timeout(Duration.ofMinutes(5))
            .build();

    // Posts as quickly as Apache's and CRT's client, and cheaper.
    private final ApiGatewayManagementApiClient connections = ApiGatewayManagementApiClient.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .endpointOverride(URI.create(System.getenv("STORY_CALLBACK_URL")))
            .build();

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        if (event.getRequestContext().getRouteKey().equals("$default")) {
            String connectionId = event.getRequestContext().getConnectionId();
            try {
                String topic =
                        json.readTree(event.getBody()).required("storyType").asText();
                stream(connectionId, topic, context);
            } catch (JsonProcessingException | IllegalArgumentException e) {
                post(connectionId, new Frame("error", "Send {\"storyType\": \"CATS\"}."));
            } catch (GoneException e) {
                context.getLogger().log("the client is gone");
            }
        }
        APIGatewayV2WebSocketResponse response = new APIGatewayV2WebSocketResponse();
        response.setStatusCode(200);
        return response;
    }

    private void stream(String connectionId, String topic, Context context) {
        StoryFrames frames = new StoryFrames(context.getLogger());
        model.chat("Tell me a very short story about: " + topic, frames);
        try {
            Frame frame;
            do {
                frame = frames.next();
                post(connectionId, frame);
            } while (frame.type().equals("text"));
        } catch (GoneException e) {
            frames.cancel();
            throw e;
        }
    }

    private void post(String connectionId, Frame frame) {
        try {
            SdkBytes data = SdkBytes.fromByteArrayUnsafe(json.writeValueAsBytes(frame));
            connections.postToConnection(post -> post.connectionId(connectionId).data(data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
