package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.LambdaFunction;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A deployment for one story whose model and posts follow a {@link FaultPlan}. */
final class FaultyDeployment implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LocalCloud cloud;
    private final FaultyAwsServer aws;
    private final StoryHandler handler;
    private final LocalDeployment deployment;
    private final List<JsonObject> log = new CopyOnWriteArrayList<>();

    FaultyDeployment(FaultPlan faults, Map<String, String> settings, Duration timeout) {
        cloud = LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start();
        aws = new FaultyAwsServer(story -> faults, this::deliver);
        Map<String, String> environment = new HashMap<>(LocalDeployment.environment(cloud));
        environment.put("STORY_CALLBACK_URL", aws.endpoint() + "/prod");
        environment.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", aws.endpoint().toString());
        environment.putAll(settings);
        handler = new StoryHandler(environment);
        LambdaFunction function = LambdaFunction.of(
                handler,
                APIGatewayV2WebSocketEvent.class,
                line -> log.add(JsonParser.parseString(line).getAsJsonObject()));
        deployment = new LocalDeployment(cloud, function, handler::close, timeout);
    }

    private CompletionStage<Integer> deliver(String connectionId, String frame) {
        String id = URLEncoder.encode(connectionId, StandardCharsets.UTF_8);
        HttpRequest post = HttpRequest.newBuilder(URI.create(cloud.managementUri() + "/@connections/" + id))
                .POST(HttpRequest.BodyPublishers.ofString(frame))
                .build();
        return HTTP.sendAsync(post, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    TestUser user() {
        return deployment.user();
    }

    String answer() throws InterruptedException {
        return deployment.answer();
    }

    int moreAnswers() {
        return deployment.moreAnswers();
    }

    List<JsonObject> log() {
        return log;
    }

    StoryHandler handler() {
        return handler;
    }

    @Override
    public void close() {
        deployment.close();
        aws.close();
    }
}
