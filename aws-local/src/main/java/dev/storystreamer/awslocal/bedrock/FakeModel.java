package dev.storystreamer.awslocal.bedrock;

import com.google.gson.JsonObject;
import dev.storystreamer.awslocal.bedrock.ConverseRequest.Turn;
import dev.storystreamer.awslocal.bedrock.ModelScript.Event;
import dev.storystreamer.awslocal.bedrock.ModelScript.Step;
import dev.storystreamer.awslocal.faults.LatencyProfile;
import dev.storystreamer.awslocal.http.HttpResponses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for a model: tells a little story about what the last turn asks for, the same for the same conversation, in
 * the events, the chunks and the padding that Bedrock sends. One text delta counts as one token.
 */
final class FakeModel {

    private static final Pattern TOPIC =
            Pattern.compile("\\babout\\b[:\\s]*(.+)$", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final String PADDING = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int MAX_TOPIC_CODE_POINTS = 80;
    private static final int EPISODES = 4;

    private final ConverseRequest request;
    private final LatencyProfile pace;
    private final Random random;
    private final List<Step> steps = new ArrayList<>();

    private FakeModel(ConverseRequest request, LatencyProfile pace) {
        this.request = request;
        this.pace = pace;
        this.random = new Random(request.turns().hashCode());
    }

    static ModelScript answer(ConverseRequest request, LatencyProfile pace) {
        return new FakeModel(request, pace).script();
    }

    private ModelScript script() {
        List<String> story = story();
        boolean cut = request.maxTokens().isPresent() && request.maxTokens().getAsInt() < story.size();
        List<String> said = cut ? story.subList(0, request.maxTokens().getAsInt()) : story;
        var start = new JsonObject();
        start.addProperty("role", "assistant");
        add("messageStart", start, pace.firstToken());
        var rhythm = new BurstPattern(pace, request.turns().hashCode());
        said.forEach(text -> add("contentBlockDelta", delta(text), rhythm.next()));
        Duration latency = steps.stream().map(Step::delay).reduce(Duration.ZERO, Duration::plus);
        add("contentBlockStop", block(), pace.tokenInterval());
        var stop = new JsonObject();
        stop.addProperty("stopReason", cut ? "max_tokens" : "end_turn");
        add("messageStop", stop, Duration.ZERO);
        add("metadata", metadata(said.size(), latency), Duration.ZERO);
        return new ModelScript(steps);
    }

    private List<String> story() {
        String topic = topic(request.turns().get(request.turns().size() - 1));
        var tale = new SampleStory(topic, random.nextLong());
        var pieces = new ArrayList<>(Tokenizer.of(preface(topic) + tale.opening(), random));
        List<String> last = Tokenizer.of("\n\n" + tale.turn() + " " + tale.ending() + postscript(), random);
        for (int i = 0; i < EPISODES || pieces.size() + last.size() < pace.tokens(); i++) {
            pieces.addAll(Tokenizer.of((i % EPISODES == 0 ? "\n\n" : " ") + tale.episode(), random));
        }
        pieces.addAll(last);
        return pace.tokens() == 0 ? pieces : Tokenizer.joined(pieces, pace.tokens());
    }

    private String preface(String topic) {
        int earlier = request.turns().size() / 2;
        if (earlier == 0) {
            return "Here is a very short story about " + topic + ":\n\n";
        }
        String before = topic(request.turns().get(0));
        return "You first asked about " + before + ", " + (earlier == 1 ? "one turn" : earlier + " turns")
                + " ago. Now for " + topic + ":\n\n";
    }

    private String postscript() {
        return request.system().isEmpty()
                ? ""
                : "\n\n(Told as the system prompt wishes: " + brief(request.system()) + ")";
    }

    private static String topic(Turn turn) {
        Matcher about = TOPIC.matcher(turn.text());
        String topic = brief(about.find() ? about.group(1) : turn.text()).replaceAll("[.!?]+$", "");
        boolean shouted = topic.equals(topic.toUpperCase(Locale.ROOT));
        return shouted ? topic.toLowerCase(Locale.ROOT) : topic;
    }

    private static String brief(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        int length = line.codePointCount(0, line.length());
        return length <= MAX_TOPIC_CODE_POINTS
                ? line
                : line.substring(0, line.offsetByCodePoints(0, MAX_TOPIC_CODE_POINTS)) + "…";
    }

    private static JsonObject block() {
        var block = new JsonObject();
        block.addProperty("contentBlockIndex", 0);
        return block;
    }

    private static JsonObject delta(String text) {
        var delta = new JsonObject();
        delta.addProperty("text", text);
        JsonObject payload = block();
        payload.add("delta", delta);
        return payload;
    }

    private JsonObject metadata(int outputTokens, Duration latency) {
        int inputTokens = request.system().isEmpty()
                ? 0
                : Tokenizer.of(request.system(), random).size();
        for (Turn turn : request.turns()) {
            inputTokens += Tokenizer.of(turn.text(), random).size();
        }
        var metrics = new JsonObject();
        metrics.addProperty("latencyMs", latency.toMillis());
        var usage = new JsonObject();
        usage.addProperty("inputTokens", inputTokens);
        usage.addProperty("outputTokens", outputTokens);
        usage.addProperty("totalTokens", inputTokens + outputTokens);
        var metadata = new JsonObject();
        metadata.add("metrics", metrics);
        metadata.add("usage", usage);
        return metadata;
    }

    /** Adds an event with its padding, keys in alphabetical order as Bedrock writes them. */
    private void add(String type, JsonObject payload, Duration delay) {
        var padded = new JsonObject();
        payload.entrySet().stream()
                .filter(entry -> entry.getKey().compareTo("p") < 0)
                .forEach(entry -> padded.add(entry.getKey(), entry.getValue()));
        padded.addProperty("p", PADDING.substring(0, 1 + random.nextInt(PADDING.length())));
        payload.entrySet().stream()
                .filter(entry -> entry.getKey().compareTo("p") > 0)
                .forEach(entry -> padded.add(entry.getKey(), entry.getValue()));
        steps.add(new Event(delay, type, HttpResponses.JSON.toJson(padded)));
    }
}
