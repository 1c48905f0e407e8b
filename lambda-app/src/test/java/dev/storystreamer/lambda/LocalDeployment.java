package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.Invocation;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import dev.storystreamer.awslocal.lambda.RuntimeProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The function behind a WebSocket API on this machine, with a model. */
final class LocalDeployment implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final LocalCloud cloud;
    private final Runnable closeFunction;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /**
     * Deploys a function.
     *
     * @param closeFunction called at the end
     * @param timeout the function's timeout
     */
    LocalDeployment(LocalCloud cloud, LambdaFunction function, Runnable closeFunction, Duration timeout) {
        this.cloud = cloud;
        this.closeFunction = closeFunction;
        cloud.deploy("story", (event, invocation) -> invoke(function, event, invocation), timeout);
    }

    /** Runs the handler in this process. */
    static LocalDeployment inProcess(LatencyProfile latency, Map<String, String> settings) {
        return inProcess(latency, settings, Duration.ofMinutes(1));
    }

    static LocalDeployment inProcess(LatencyProfile latency, Map<String, String> settings, Duration timeout) {
        LocalCloud cloud = LocalCloud.builder().latency(latency).start();
        Map<String, String> environment = environment(cloud);
        environment.putAll(settings);
        StoryHandler handler = new StoryHandler(environment);
        return new LocalDeployment(
                cloud, LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class), handler::close, timeout);
    }

    /** Runs the packaged function in a process of its own. */
    static LocalDeployment inRuntime(LatencyProfile latency, Function<LocalCloud, RuntimeProcess> start) {
        LocalCloud cloud = LocalCloud.builder().latency(latency).start();
        RuntimeProcess process = start.apply(cloud);
        return new LocalDeployment(cloud, process, process::close, Duration.ofMinutes(1));
    }

    static Map<String, String> environment(LocalCloud cloud) {
        Map<String, String> environment = new HashMap<>();
        environment.put("STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0");
        environment.put("STORY_CALLBACK_URL", cloud.managementUri().toString());
        environment.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", cloud.endpointUri().toString());
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", "AKIDLOCAL");
        environment.put("AWS_SECRET_ACCESS_KEY", "local-secret-never-logged");
        return environment;
    }

    private byte[] invoke(LambdaFunction function, byte[] event, Invocation invocation) throws Exception {
        boolean message = new String(event, StandardCharsets.UTF_8).contains("\"$default\"");
        try {
            byte[] answer = function.invoke(event, invocation);
            if (message) {
                answers.add(new String(answer, StandardCharsets.UTF_8));
            }
            return answer;
        } catch (Exception | Error e) {
            answers.add("threw " + e);
            throw e;
        }
    }

    LocalCloud cloud() {
        return cloud;
    }

    /** Connects a user. */
    TestUser user() {
        return new TestUser(cloud.webSocketUri());
    }

    /** Returns what the next invocation for a message returned. */
    String answer() throws InterruptedException {
        String answer = answers.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("the invocation did not return");
        }
        return answer;
    }

    /** The number of answers that {@link #answer} has not returned yet. */
    int moreAnswers() {
        return answers.size();
    }

    @Override
    public void close() {
        cloud.close();
        closeFunction.run();
    }
}
