package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs stories before the first client connects, so that classes are loaded and code is compiled by then. The stories use
 * the same handler over real HTTP, against a {@link PrimingServer} instead of Bedrock and API Gateway. No request leaves
 * the machine, and no metric is written.
 */
final class Priming {

    /** The first story loads the classes; the others warm up the code. */
    private static final int STORIES = 3;

    /** Ends a story that hangs. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Environment environment;
    private final LambdaLogger logger;

    Priming(Environment environment, LambdaLogger logger) {
        this.environment = environment;
        this.logger = logger;
    }

    /** Runs the stories and logs the result. A failure is logged, too: a function that is not primed still works. */
    void run() {
        long start = System.nanoTime();
        JsonObject line;
        try {
            runStories();
            line = LogLine.of("INFO", "primed");
        } catch (IOException | RuntimeException | LinkageError e) {
            line = LogLine.of("WARN", "not primed; the first story will be slower");
            LogLine.addError(line, e);
        }
        line.addProperty("durationMs", (System.nanoTime() - start) / 1_000_000);
        LogLine.write(line, logger);
    }

    private void runStories() throws IOException {
        try (PrimingServer server = new PrimingServer();
                StoryHandler handler = new StoryHandler(environmentFor(server))) {
            for (int story = 0; story < STORIES; story++) {
                List<String> lines = new ArrayList<>();
                RequestScope scope = scope();
                handler.serve(
                        "{\"storyType\":\"CATS\"}", scope, new StoryLog(line -> lines.add(line.toString()), scope));
                String log = String.join("\n", lines);
                if (!log.contains("\"ending\":\"finished\"")) {
                    throw new IllegalStateException(log);
                }
            }
        }
    }

    /** Keeps no setting but the model: another one could delay a story or make the request invalid. */
    private Map<String, String> environmentFor(PrimingServer server) {
        Map<String, String> primed = new HashMap<>(environment.variables());
        for (Setting setting : Setting.values()) {
            primed.remove(setting.name());
        }
        primed.remove(StoryHandler.INITIALIZATION_TYPE);
        primed.remove("AWS_SESSION_TOKEN");
        primed.put(
                Setting.STORY_MODEL_ID.name(),
                environment.text(Setting.STORY_MODEL_ID).orElse(""));
        primed.put(Setting.STORY_CALLBACK_URL.name(), server.callbackUrl().toString());
        primed.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.modelEndpoint().toString());
        primed.putIfAbsent("AWS_REGION", "us-east-1");
        primed.put("AWS_ACCESS_KEY_ID", "PRIMING");
        primed.put("AWS_SECRET_ACCESS_KEY", "priming");
        return primed;
    }

    private static RequestScope scope() {
        String id = "priming";
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        return new RequestScope("cHJpbWluZw=", id, id, id, "", "", Optional.empty(), deadline);
    }
}
