package dev.storystreamer.local;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.LocalCloudBuilder;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.lambda.StoryHandler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A local cloud with the deployed handler in it, and what the handler logs. */
record RealFunction(LocalCloud cloud, StoryHandler handler, BlockingQueue<String> log) implements AutoCloseable {

    static RealFunction start(LocalCloudBuilder settings) {
        LocalCloud cloud = settings.start();
        var handler = new StoryHandler(Map.of(
                "STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0",
                "STORY_CALLBACK_URL", cloud.managementUri().toString(),
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local",
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", cloud.endpointUri().toString()));
        BlockingQueue<String> log = new LinkedBlockingQueue<>();
        cloud.deploy(
                "story",
                LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class, log::add),
                Duration.ofMinutes(15));
        return new RealFunction(cloud, handler, log);
    }

    /** The next line of the log that is about a story's end. */
    String receipt() throws InterruptedException {
        while (true) {
            String line = log.poll(20, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no story ended within 20 s");
            }
            if (line.contains("\"ending\"")) {
                return line;
            }
        }
    }

    @Override
    public void close() {
        cloud.close();
        handler.close();
    }
}
