package dev.storystreamer.benchmarks.springai;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import java.net.URI;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Streams stories with Spring AI's chat model, without Spring Boot: each element of the stream is posted when it arrives. */
public final class SpringAiHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    /** One message to the client, of protocol 1. */
    private record Frame(String type, @Nullable String message) {}

    private final JsonMapper json = new JsonMapper();

    // The builder's own HTTP clients: Netty for the stream.
    private final BedrockProxyChatModel model = BedrockProxyChatModel.builder()
            .credentialsProvider(DefaultCredentialsProvider.builder().build())
            .defaultOptions(BedrockChatOptions.builder()
                    .model(System.getenv("STORY_MODEL_ID"))
                    .build())
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
                        json.readTree(event.getBody()).required("storyType").asString();
                stream(connectionId, topic);
            } catch (JacksonException | IllegalArgumentException e) {
                post(connectionId, new Frame("error", "Send {\"storyType\": \"CATS\"}."));
            } catch (GoneException e) {
                context.getLogger().log("the client is gone");
            } catch (RuntimeException e) {
                context.getLogger().log("the model failed: " + e);
                post(connectionId, new Frame("error", "The story could not be told. Please try again."));
            }
        }
        APIGatewayV2WebSocketResponse response = new APIGatewayV2WebSocketResponse();
        response.setStatusCode(200);
        return response;
    }

    private void stream(String connectionId, String topic) {
        Prompt prompt = new Prompt("Tell me a very short story about: " + topic);
        // The model's stream fails when 256 elements wait for slow posts, so they wait in this buffer.
        try (Stream<ChatResponse> responses =
                model.stream(prompt).onBackpressureBuffer().toStream()) {
            responses.map(SpringAiHandler::frame).forEach(frame -> post(connectionId, frame));
        }
    }

    private static Frame frame(ChatResponse response) {
        Generation generation = response.getResult();
        String text = generation == null ? null : generation.getOutput().getText();
        return text == null || text.isEmpty() ? new Frame("other", null) : new Frame("text", text);
    }

    private void post(String connectionId, Frame frame) {
        SdkBytes data = SdkBytes.fromByteArrayUnsafe(json.writeValueAsBytes(frame));
        connections.postToConnection(post -> post.connectionId(connectionId).data(data));
    }
}
