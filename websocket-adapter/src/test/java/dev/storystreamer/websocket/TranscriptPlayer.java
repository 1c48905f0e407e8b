package dev.storystreamer.websocket;

import static java.util.Locale.ROOT;

import com.google.gson.JsonParser;
import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.RelayOptions;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRelay;
import dev.storystreamer.core.StorySession;
import dev.storystreamer.core.testkit.ManualScheduler;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.protocol.ClientRequestParser;
import dev.storystreamer.protocol.RequestLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiServiceClientConfiguration;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.ApiGatewayManagementApiException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionRequest;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionResponse;

/** Plays the client, the model and the clock of a transcript against the parser, the relay and the posts. */
final class TranscriptPlayer {

    private static final Pattern EVENT = Pattern.compile("~ (?:\\[(\\w+)] )?(.*)");

    private final ManualScheduler time = new ManualScheduler();
    private final Deque<AwsServiceException> failures = new ArrayDeque<>();
    private final List<String> posted = new ArrayList<>();
    private final ApiGatewayConnections connections =
            new ApiGatewayConnections(new LocalClient(), time, new Random(1), PostOptions.DEFAULTS);
    private final Map<String, Story> stories = new HashMap<>();
    private Duration timeLeft = Duration.ofMinutes(5);
    private boolean showReasoning;
    private int requests;
    private boolean gone;
    private String latest = "";

    private record Story(HandDrivenModel model, StorySession telling) {}

    /** Plays a line that is not the server's and takes what the server sends upon it. */
    List<String> play(String line) {
        posted.clear();
        if (line.startsWith("> ")) {
            ask(line.substring(2));
        } else if (line.startsWith("~ ")) {
            Matcher event = EVENT.matcher(line);
            if (!event.matches()) {
                throw new IllegalArgumentException(line);
            }
            happen(event.group(1) == null ? latest : event.group(1), event.group(2));
        }
        return List.copyOf(posted);
    }

    private void ask(String body) {
        int number = ++requests;
        new ClientRequestParser(RequestLimits.DEFAULTS, showReasoning)
                .parse(body, "story-" + number, "request-" + number)
                .<Boolean>match(
                        tell -> begin(tell, number),
                        abort -> {
                            stories.get(abort.clientRequestId()).telling().stop();
                            return true;
                        },
                        reply -> connections.reply("c", reply, timeLeft) != null);
    }

    private boolean begin(ClientRequest.Start tell, int number) {
        latest = tell.clientRequestId().orElse("story-" + number);
        var model = new HandDrivenModel();
        var relay = new StoryRelay(model, time, new Random(1), RelayOptions.DEFAULTS);
        var sink = connections.sink("c", tell.frames(), timeLeft);
        stories.put(latest, new Story(model, relay.start(tell.story(), sink, timeLeft, Runnable::run)));
        return true;
    }

    private void happen(String request, String event) {
        String[] words = event.split(" ", 3);
        String rest = event.substring(event.lastIndexOf(": ") + 1).trim();
        switch (words[0] + " " + words[1]) {
            case "reasoning is" -> showReasoning = true;
            case "time left:" -> timeLeft = Duration.ofSeconds(Long.parseLong(words[2].replace(" s", "")));
            case "model starts" -> model(request).say(new StoryChunk.Start());
            case "model says" -> model(request).say(new StoryChunk.Text(text(words[2])));
            case "model thinks" -> model(request).say(new StoryChunk.Reasoning(text(words[2])));
            case "model sends" -> model(request).say(new StoryChunk.EmptyDelta());
            case "model ends" -> model(request).say(new StoryChunk.BlockEnd());
            case "model stops:" -> model(request).say(new StoryChunk.Stop(StopReason.valueOf(rest.toUpperCase(ROOT))));
            case "model counts" -> model(request).say(usage(words[2]));
            case "model hangs" -> model(request).hangUp();
            case "model fails:" -> model(request).fail(LlmException.Reason.valueOf(rest.toUpperCase(ROOT)));
            case "client leaves" -> gone = true;
            case "service shuts" -> stories.get(request).telling().stop();
            case "post refused:" -> failures.add(status(Integer.parseInt(rest)));
            default -> pass(event);
        }
    }

    private void pass(String event) {
        String[] words = event.split(" ", -1);
        if (!event.matches("\\d+ m?s pass")) {
            throw new IllegalArgumentException(event);
        }
        long amount = Long.parseLong(words[0]);
        time.advance(words[1].equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount));
    }

    private HandDrivenModel model(String request) {
        return stories.get(request).model();
    }

    private static String text(String json) {
        return JsonParser.parseString(json).getAsString();
    }

    private static StoryChunk usage(String counts) {
        String[] numbers = counts.split("\\D+", -1);
        return new StoryChunk.Usage(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    private static AwsServiceException status(int status) {
        return ApiGatewayManagementApiException.builder().statusCode(status).build();
    }

    /** The gateway's management endpoint, as far away as the next line. */
    private final class LocalClient implements ApiGatewayManagementApiAsyncClient {

        @Override
        public CompletableFuture<PostToConnectionResponse> postToConnection(PostToConnectionRequest request) {
            if (gone) {
                return CompletableFuture.failedFuture(
                        GoneException.builder().statusCode(410).build());
            }
            AwsServiceException failure = failures.poll();
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            posted.add(request.data().asUtf8String());
            return CompletableFuture.completedFuture(
                    PostToConnectionResponse.builder().build());
        }

        @Override
        public ApiGatewayManagementApiServiceClientConfiguration serviceClientConfiguration() {
            var configuration = ApiGatewayManagementApiServiceClientConfiguration.builder();
            configuration.overrideConfiguration(
                    ClientOverrideConfiguration.builder().build());
            return configuration.build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
