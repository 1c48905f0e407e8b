package dev.storystreamer.local;

import dev.storystreamer.lambda.StoryHandler;
import java.util.Map;

/**
 * Loads the classes of the function, the AWS SDK's above all, while the command line is still being read and the server
 * started: half of the time until the first story could be told was their loading, one after the other.
 */
final class Preload {

    /** Enough to build a handler that is never called; a client connects to nothing before it is asked. */
    private static final Map<String, String> NOWHERE = Map.of(
            "STORY_MODEL_ID", "none",
            "AWS_REGION", "us-east-1",
            "AWS_ACCESS_KEY_ID", "none",
            "AWS_SECRET_ACCESS_KEY", "none",
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:9");

    private Preload() {}

    /** Returns at once. */
    static void begin() {
        Thread thread = new Thread(Preload::buildAHandler, "story-local-preload");
        thread.setDaemon(true);
        thread.start();
    }

    private static void buildAHandler() {
        try {
            new StoryHandler(NOWHERE).close();
        } catch (RuntimeException | LinkageError e) {
            // The handler that is to serve fails with the same, and says so.
        }
    }
}
