package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.lambda.Invocation;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The whole road with one {@link Hazard} on it: a gateway and its sockets, the handler, and a faulty AWS behind both. */
final class FaultyRoad implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LocalCloud cloud;
    private final FaultyAws aws;
    private final StoryHandler handler;
    private final List<JsonObject> log = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    FaultyRoad(Hazard hazard, Map<String, String> settings, Duration timeout) {
        cloud = LocalCloud.builder().latency(LatencyProfile.NO_DELAY).start();
        aws = new FaultyAws(story -> hazard, this::deliver);
        Map<String, String> environment = new HashMap<>(Road.environment(cloud));
        environment.put("STORY_CALLBACK_URL", aws.endpoint() + "/prod");
        environment.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", aws.endpoint().toString());
        environment.putAll(settings);
        handler = new StoryHandler(environment);
        LambdaFunction code = LambdaFunction.of(
                handler,
                APIGatewayV2WebSocketEvent.class,
                line -> log.add(JsonParser.parseString(line).getAsJsonObject()));
        cloud.deploy("story", (event, invocation) -> answered(code, event, invocation), timeout);
    }

    private CompletionStage<Integer> deliver(String connectionId, String frame) {
        String id = URLEncoder.encode(connectionId, StandardCharsets.UTF_8);
        HttpRequest post = HttpRequest.newBuilder(URI.create(cloud.managementUri() + "/@connections/" + id))
                .POST(HttpRequest.BodyPublishers.ofString(frame))
                .build();
        return HTTP.sendAsync(post, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    private byte[] answered(LambdaFunction code, byte[] event, Invocation invocation) throws Exception {
        boolean message = new String(event, StandardCharsets.UTF_8).contains("\"$default\"");
        try {
            byte[] answer = code.invoke(event, invocation);
            if (message) {
                answers.add(new String(answer, StandardCharsets.UTF_8));
            }
            return answer;
        } catch (Exception | Error e) {
            answers.add("threw " + e);
            throw e;
        }
    }

    Person person() {
        return new Person(cloud.webSocketUri());
    }

    /** What the next invocation for a message returned. */
    String answer() throws InterruptedException {
        String answer = answers.poll(60, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("the invocation did not return");
        }
        return answer;
    }

    /** The answers of invocations that nobody has asked for. */
    int moreAnswers() {
        return answers.size();
    }

    List<JsonObject> log() {
        return log;
    }

    StoryHandler handler() {
        return handler;
    }

    @Override
    public void close() {
        cloud.close();
        handler.close();
        aws.close();
    }
}
