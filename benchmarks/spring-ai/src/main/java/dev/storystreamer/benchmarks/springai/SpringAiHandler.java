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
import org.springframework.ai.chat.prompt.Prompt;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Tells stories with Spring AI's chat model, without Spring Boot: each element of its stream is posted as it comes. */
public final class SpringAiHandler
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    /** One message to the client, of protocol 1. */
    private record Frame(String type, @Nullable String message) {}

    private final JsonMapper json = new JsonMapper();

    // The clients inside are the builder's own: Netty for the stream.
    private final BedrockProxyChatModel model = BedrockProxyChatModel.builder()
            .credentialsProvider(DefaultCredentialsProvider.builder().build())
            .defaultOptions(BedrockChatOptions.builder()
                    .model(System.getenv("STORY_MODEL_ID"))
                    .build())
            .build();

    // Beside Netty another HTTP library is not worth its start: this one posts as quickly as Apache's and CRT's, and
    // cheaper.
    private final ApiGatewayManagementApiClient connections = ApiGatewayManagementApiClient.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .endpointOverride(URI.create(System.getenv("STORY_CALLBACK_URL")))
            .build();

    /** Builds the clients from the environment. */
    public SpringAiHandler() {}

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(APIGatewayV2WebSocketEvent event, Context context) {
        if (event.getRequestContext().getRouteKey().equals("$default")) {
            String connectionId = event.getRequestContext().getConnectionId();
            try {
                String topic =
                        json.readTree(event.getBody()).required("storyType").asString();
                tell(connectionId, topic);
            } catch (JacksonException | IllegalArgumentException e) {
                post(connectionId, new Frame("error", "Send {\"storyType\": \"CATS\"}."));
            } catch (GoneException e) {
                context.getLogger().log("the client has left");
            } catch (RuntimeException e) {
                context.getLogger().log("the model failed: " + e);
                post(connectionId, new Frame("error", "The story could not be told. Please try again."));
            }
        }
        APIGatewayV2WebSocketResponse response = new APIGatewayV2WebSocketResponse();
        response.setStatusCode(200);
        return response;
    }

    private void tell(String connectionId, String topic) {
        Prompt prompt = new Prompt("Tell me a very short story about: " + topic);
        // The model's stream ends with an error when 256 elements wait, which slow posts bring about: so they wait
        // here.
        try (Stream<ChatResponse> responses =
                model.stream(prompt).onBackpressureBuffer().toStream()) {
            responses.map(SpringAiHandler::frame).forEach(frame -> post(connectionId, frame));
        }
    }

    private static Frame frame(ChatResponse response) {
        String text = response.getResult().getOutput().getText();
        return text == null || text.isEmpty() ? new Frame("other", null) : new Frame("text", text);
    }

    private void post(String connectionId, Frame frame) {
        SdkBytes data = SdkBytes.fromByteArrayUnsafe(json.writeValueAsBytes(frame));
        connections.postToConnection(post -> post.connectionId(connectionId).data(data));
    }
}
