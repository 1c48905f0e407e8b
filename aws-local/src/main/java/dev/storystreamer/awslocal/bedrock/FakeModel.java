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
 * Generates a short story about the topic of the last turn, as a stream of events with Bedrock's chunks and padding. The
 * same conversation gives the same story. One text delta counts as one token.
 */
final class FakeModel {

    private static final Pattern TOPIC =
            Pattern.compile("\\babout\\b[:\\s]*(.+)$", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final String PADDING = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int MAX_TOPIC_CODE_POINTS = 80;
    private static final int EPISODES = 4;

    private final ConverseRequest request;
    private final LatencyProfile latency;
    private final Random random;
    private final List<Step> steps = new ArrayList<>();

    private FakeModel(ConverseRequest request, LatencyProfile latency) {
        this.request = request;
        this.latency = latency;
        this.random = new Random(request.turns().hashCode());
    }

    static ModelScript respond(ConverseRequest request, LatencyProfile latency) {
        return new FakeModel(request, latency).script();
    }

    private ModelScript script() {
        List<String> story = story();
        boolean cut = request.maxTokens().isPresent() && request.maxTokens().getAsInt() < story.size();
        List<String> deltas = cut ? story.subList(0, request.maxTokens().getAsInt()) : story;
        var start = new JsonObject();
        start.addProperty("role", "assistant");
        add("messageStart", start, latency.firstToken());
        var bursts = new BurstPattern(latency, request.turns().hashCode());
        deltas.forEach(text -> add("contentBlockDelta", delta(text), bursts.nextDelay()));
        Duration total = steps.stream().map(Step::delay).reduce(Duration.ZERO, Duration::plus);
        add("contentBlockStop", block(), latency.tokenInterval());
        var stop = new JsonObject();
        stop.addProperty("stopReason", cut ? "max_tokens" : "end_turn");
        add("messageStop", stop, Duration.ZERO);
        add("metadata", metadata(deltas.size(), total), Duration.ZERO);
        return new ModelScript(steps);
    }

    private List<String> story() {
        String topic = topic(request.turns().get(request.turns().size() - 1));
        var sample = new SampleStory(topic, random.nextLong());
        var tokens = new ArrayList<>(Tokenizer.split(preface(topic) + sample.opening(), random));
        List<String> last = Tokenizer.split("\n\n" + sample.turn() + " " + sample.ending() + postscript(), random);
        for (int i = 0; i < EPISODES || tokens.size() + last.size() < latency.tokens(); i++) {
            tokens.addAll(Tokenizer.split((i % EPISODES == 0 ? "\n\n" : " ") + sample.episode(), random));
        }
        tokens.addAll(last);
        return latency.tokens() == 0 ? tokens : Tokenizer.join(tokens, latency.tokens());
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
        boolean upperCase = topic.equals(topic.toUpperCase(Locale.ROOT));
        return upperCase ? topic.toLowerCase(Locale.ROOT) : topic;
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

    private JsonObject metadata(int outputTokens, Duration total) {
        int inputTokens = request.system().isEmpty()
                ? 0
                : Tokenizer.split(request.system(), random).size();
        for (Turn turn : request.turns()) {
            inputTokens += Tokenizer.split(turn.text(), random).size();
        }
        var metrics = new JsonObject();
        metrics.addProperty("latencyMs", total.toMillis());
        var usage = new JsonObject();
        usage.addProperty("inputTokens", inputTokens);
        usage.addProperty("outputTokens", outputTokens);
        usage.addProperty("totalTokens", inputTokens + outputTokens);
        var metadata = new JsonObject();
        metadata.add("metrics", metrics);
        metadata.add("usage", usage);
        return metadata;
    }

    /** Adds an event with padding. The keys are in alphabetical order, as Bedrock writes them. */
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
