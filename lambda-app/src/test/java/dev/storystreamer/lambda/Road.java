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

/** The whole road on this machine: a person's socket, the gateway, a function, and the model behind it. */
final class Road implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LocalCloud cloud;
    private final Runnable undeploy;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private Road(LocalCloud cloud, LambdaFunction code, Runnable undeploy, Duration timeout) {
        this.cloud = cloud;
        this.undeploy = undeploy;
        cloud.deploy("story", (event, invocation) -> answered(code, event, invocation), timeout);
    }

    /** Runs the handler in this process. */
    static Road inProcess(LatencyProfile pace, Map<String, String> settings) {
        return inProcess(pace, settings, Duration.ofMinutes(1));
    }

    static Road inProcess(LatencyProfile pace, Map<String, String> settings, Duration timeout) {
        LocalCloud cloud = LocalCloud.builder().latency(pace).start();
        Map<String, String> environment = environment(cloud);
        environment.putAll(settings);
        StoryHandler handler = new StoryHandler(environment);
        return new Road(cloud, LambdaFunction.of(handler, APIGatewayV2WebSocketEvent.class), handler::close, timeout);
    }

    /** Runs the packaged function in a process of its own. */
    static Road inRuntime(LatencyProfile pace, Function<LocalCloud, RuntimeProcess> start) {
        LocalCloud cloud = LocalCloud.builder().latency(pace).start();
        RuntimeProcess process = start.apply(cloud);
        return new Road(cloud, process, process::close, Duration.ofMinutes(1));
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

    private byte[] answered(LambdaFunction code, byte[] event, Invocation invocation) throws Exception {
        try {
            byte[] answer = code.invoke(event, invocation);
            if (new String(event, StandardCharsets.UTF_8).contains("\"$default\"")) {
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

    Person person() {
        return new Person(cloud.webSocketUri());
    }

    /** What the next invocation for a message returned. */
    String answer() throws InterruptedException {
        String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("the invocation did not return");
        }
        return answer;
    }

    @Override
    public void close() {
        cloud.close();
        undeploy.run();
    }
}
