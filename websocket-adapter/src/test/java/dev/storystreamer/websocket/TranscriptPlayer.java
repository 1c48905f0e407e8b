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
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replays a transcript: acts as its client, model, clock and endpoint around the parser, the relay and the adapter. */
final class TranscriptPlayer {

    private static final Pattern EVENT = Pattern.compile("~ (?:\\[(\\w+)] )?(.*)");

    private final ManualScheduler time = new ManualScheduler();
    private final Deque<Integer> errorStatuses = new ArrayDeque<>();
    private final List<String> posted = new ArrayList<>();
    private final ApiGatewayConnections connections =
            new LocalHttpClient(this::answer).connections(time, PostOptions.DEFAULTS);
    private final Map<String, Story> stories = new HashMap<>();
    private Duration timeLeft = Duration.ofMinutes(5);
    private boolean showReasoning;
    private int requests;
    private boolean gone;
    private String latest = "";

    private record Story(HandDrivenModel model, StorySession session) {}

    /** Replays a line that the server does not send, and returns the frames that the server sends in response. */
    List<String> play(String line) {
        posted.clear();
        if (line.startsWith("> ")) {
            receive(line.substring(2));
        } else if (line.startsWith("~ ")) {
            Matcher event = EVENT.matcher(line);
            if (!event.matches()) {
                throw new IllegalArgumentException(line);
            }
            act(event.group(1) == null ? latest : event.group(1), event.group(2));
        }
        return List.copyOf(posted);
    }

    private void receive(String body) {
        int number = ++requests;
        new ClientRequestParser(RequestLimits.DEFAULTS, showReasoning)
                .parse(body, "story-" + number, "request-" + number)
                .<Boolean>match(
                        start -> start(start, number),
                        abort -> {
                            stories.get(abort.clientRequestId()).session().stop();
                            return true;
                        },
                        reply -> connections.reply("c", reply, timeLeft) != null);
    }

    private boolean start(ClientRequest.Start request, int number) {
        latest = request.clientRequestId().orElse("story-" + number);
        var model = new HandDrivenModel();
        var relay = new StoryRelay(model, time, new Random(1), RelayOptions.DEFAULTS);
        var sink = connections.sink("c", request.frames());
        stories.put(latest, new Story(model, relay.start(request.story(), sink, timeLeft, Runnable::run)));
        return true;
    }

    private void act(String request, String event) {
        String[] words = event.split(" ", 3);
        String rest = event.substring(event.lastIndexOf(": ") + 1).trim();
        switch (words[0] + " " + words[1]) {
            case "reasoning is" -> showReasoning = true;
            case "time left:" -> timeLeft = Duration.ofSeconds(Long.parseLong(words[2].replace(" s", "")));
            case "model starts" -> model(request).emit(new StoryChunk.Start());
            case "model says" -> model(request).emit(new StoryChunk.Text(text(words[2])));
            case "model thinks" -> model(request).emit(new StoryChunk.Reasoning(text(words[2])));
            case "model sends" -> model(request).emit(new StoryChunk.EmptyDelta());
            case "model ends" -> model(request).emit(new StoryChunk.BlockEnd());
            case "model stops:" -> model(request).emit(new StoryChunk.Stop(StopReason.valueOf(rest.toUpperCase(ROOT))));
            case "model counts" -> model(request).emit(usage(words[2]));
            case "model hangs" -> model(request).complete();
            case "model fails:" -> model(request).fail(LlmException.Reason.valueOf(rest.toUpperCase(ROOT)));
            case "client leaves" -> gone = true;
            case "service shuts" -> stories.get(request).session().stop();
            case "post refused:" -> errorStatuses.add(Integer.parseInt(rest));
            default -> advanceTime(event);
        }
    }

    private void advanceTime(String event) {
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

    private void answer(LocalHttpClient.Post post) {
        int status = gone ? 410 : Objects.requireNonNullElse(errorStatuses.poll(), 200);
        if (status == 200) {
            posted.add(post.body());
        }
        post.answer(status);
    }
}
