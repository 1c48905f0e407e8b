package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Has stories told before the first client comes, so that it meets code that has run: the same handler, over
 * real HTTP, to {@link CannedModel} instead of Bedrock and API Gateway. Nothing leaves the machine, and
 * no metric is written.
 */
final class Priming {

    /** The first loads classes and finds what is slow once; the others let the compiler see what is used. */
    private static final int STORIES = 3;

    private final Map<String, String> environment;
    private final LambdaLogger logger;

    Priming(Map<String, String> environment, LambdaLogger logger) {
        this.environment = environment;
        this.logger = logger;
    }

    /** Tells the stories. Never fails: a function that is not primed still works. */
    void run() {
        long start = System.nanoTime();
        JsonObject line = new JsonObject();
        line.addProperty("timestamp", Instant.now().toString());
        line.addProperty("level", "INFO");
        line.addProperty("message", "primed");
        try {
            tellStories();
        } catch (IOException | RuntimeException | LinkageError e) {
            line.addProperty("level", "WARN");
            line.addProperty("message", "not primed; the first story will be slower");
            line.addProperty("error", e.getClass().getName());
            line.addProperty("errorMessage", e.getMessage());
        }
        line.addProperty("durationMs", (System.nanoTime() - start) / 1_000_000);
        logger.log(line.toString());
    }

    private void tellStories() throws IOException {
        try (CannedModel model = new CannedModel();
                StoryHandler handler = new StoryHandler(environmentAt(model))) {
            for (int story = 0; story < STORIES; story++) {
                PrimingContext context = new PrimingContext();
                handler.handleRequest(event(), context);
                if (!context.log().contains("\"ending\":\"finished\"")) {
                    throw new IllegalStateException(context.log());
                }
            }
        }
    }

    /** The defaults but for the model: a setting may slow a story down, or refuse the canned request. */
    private Map<String, String> environmentAt(CannedModel model) {
        Map<String, String> primed = new HashMap<>(environment);
        for (Setting setting : Setting.values()) {
            primed.remove(setting.name());
        }
        primed.remove(StoryHandler.INITIALIZATION_TYPE);
        String modelId = Setting.STORY_MODEL_ID.name();
        primed.put(modelId, environment.getOrDefault(modelId, ""));
        primed.put(Setting.STORY_CALLBACK_URL.name(), model.callback().toString());
        primed.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", model.model().toString());
        primed.putIfAbsent("AWS_REGION", "us-east-1");
        primed.put("AWS_ACCESS_KEY_ID", "PRIMING");
        primed.put("AWS_SECRET_ACCESS_KEY", "priming");
        primed.remove("AWS_SESSION_TOKEN");
        return primed;
    }

    private static APIGatewayV2WebSocketEvent event() {
        APIGatewayV2WebSocketEvent.RequestContext request = new APIGatewayV2WebSocketEvent.RequestContext();
        request.setRouteKey("$default");
        request.setConnectionId("cHJpbWluZw=");
        request.setRequestId("priming");
        APIGatewayV2WebSocketEvent event = new APIGatewayV2WebSocketEvent();
        event.setRequestContext(request);
        event.setBody("{\"storyType\":\"CATS\"}");
        return event;
    }
}
