package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/**
 * Has the canned story told in memory while the process starts: its classes are loaded and linked beside the HTTP client's
 * native library, on a second processor if there is one, instead of while a client waits. It takes no network, no HTTP
 * client and no setting; {@link Priming}, which takes all of them, goes on from there.
 */
final class Rehearsal {

    /** Where nobody is ever asked. */
    private static final Map<String, String> NOWHERE = Map.of(
            "STORY_MODEL_ID", "rehearsal",
            "STORY_CALLBACK_URL", "http://127.0.0.1:1/prod",
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:1",
            "AWS_REGION", "us-east-1",
            "AWS_ACCESS_KEY_ID", "REHEARSAL",
            "AWS_SECRET_ACCESS_KEY", "rehearsal");

    private Rehearsal() {}

    /** Begins it on a thread of its own, which ends with it; nothing waits for that. */
    static void begin() {
        Thread thread = new Thread(Rehearsal::run, "story-rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    /** Never fails: a function that has not rehearsed still works. */
    private static void run() {
        try {
            over(CannedHttp::new);
        } catch (RuntimeException | LinkageError e) {
            LambdaRuntime.getLogger()
                    .log(
                            "{\"level\":\"WARN\",\"message\":\"not rehearsed; the first story will be slower\",\"error\":\""
                                    + e.getClass().getName() + "\"}");
        }
    }

    /**
     * Tells the story.
     *
     * @throws IllegalStateException if it did not come to its end; the message is what was logged
     */
    static void over(Supplier<SdkAsyncHttpClient> http) {
        try (StoryHandler handler = new StoryHandler(NOWHERE, new Wiring(NOWHERE, http))) {
            CannedStory.tell(handler);
        }
    }
}
