package dev.storystreamer.local;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.LocalCloudBuilder;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.lambda.StoryHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The handler, deployed as the function {@code story} of a local cloud, and its log. */
record DeployedHandler(LocalCloud cloud, StoryHandler handler, BlockingQueue<String> log) implements AutoCloseable {

    static DeployedHandler start(LocalCloudBuilder builder) {
        return start(builder, Map.of(), Duration.ofMinutes(15));
    }

    static DeployedHandler start(LocalCloudBuilder builder, Map<String, String> settings, Duration timeout) {
        LocalCloud cloud = builder.start();
        Map<String, String> environment = new HashMap<>(LocalServer.simulatedAws(cloud));
        environment.put("STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0");
        environment.put("STORY_CALLBACK_URL", cloud.managementUri().toString());
        environment.putAll(settings);
        var handler = new StoryHandler(environment);
        BlockingQueue<String> log = new LinkedBlockingQueue<>();
        cloud.deploy("story", LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class, log::add), timeout);
        return new DeployedHandler(cloud, handler, log);
    }

    /** Waits for the next log line about the end of a story. */
    String nextReceipt() throws InterruptedException {
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
