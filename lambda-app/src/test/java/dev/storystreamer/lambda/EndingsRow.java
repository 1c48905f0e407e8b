package dev.storystreamer.lambda;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** One thing that goes wrong, and what must come of it; a test fills it in before it runs. */
final class EndingsRow {

    enum Does {
        WAITS,
        LEAVES,
        STOPS
    }

    static final String V1_REQUEST = "{\"storyType\":\"CATS\"}";
    static final String V2_REQUEST = v2(
            "[{\"id\":\"u1\",\"role\":\"user\",\"parts\":" + "[{\"type\":\"text\",\"text\":\"A story about cats\"}]}]");

    static final List<String> WORDS = List.of("Once", " upon", " a", " time", " a cat", " slept", ".");

    final String name;
    final boolean v2;
    String request;
    IntFunction<Hazard.Call> calls = n -> Hazard.Call.plays(story("end_turn"));
    IntFunction<Hazard.Post> posts = n -> Hazard.Post.ACCEPTED;
    final Map<String, String> settings = new HashMap<>();
    Duration time = Duration.ofSeconds(30);
    Does person = Does.WAITS;

    String ending = "finished";
    String last;
    String code = "";
    boolean retryable;
    int modelCalls = 1;
    boolean wholeStory = true;
    boolean modelToldToStop;

    EndingsRow(String name, boolean v2) {
        this.name = name;
        this.v2 = v2;
        this.request = v2 ? V2_REQUEST : V1_REQUEST;
        this.last = v2 ? "finish stop" : "other";
    }

    static String v2(String messages) {
        return "{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":"
                + messages + ",\"headers\":{},\"body\":{}}";
    }

    EndingsRow asks(String text) {
        request = text;
        return this;
    }

    EndingsRow calls(IntFunction<Hazard.Call> answers) {
        calls = answers;
        return this;
    }

    EndingsRow posts(IntFunction<Hazard.Post> answers) {
        posts = answers;
        return this;
    }

    EndingsRow set(String name, String value) {
        settings.put(name, value);
        return this;
    }

    EndingsRow within(Duration timeout) {
        time = timeout;
        return this;
    }

    EndingsRow person(Does does) {
        person = does;
        return this;
    }

    /** The story ends badly; the client hears of it by an error frame. */
    EndingsRow ends(String how, String why, boolean again) {
        ending = how;
        code = why;
        retryable = again;
        last = "error";
        wholeStory = false;
        return this;
    }

    /** The last frame where it is not what the ending says. */
    EndingsRow last(String v1Frame, String v2Frame) {
        last = v2 ? v2Frame : v1Frame;
        return this;
    }

    EndingsRow modelCalls(int expected) {
        modelCalls = expected;
        return this;
    }

    EndingsRow stopsTheModel() {
        modelToldToStop = true;
        return this;
    }

    /** The first words, 5 ms apart. */
    static List<ModelScript.Step> words(int count) {
        List<ModelScript.Step> steps = new ArrayList<>();
        steps.add(Hazard.start(Duration.ofMillis(5)));
        WORDS.subList(0, count).forEach(word -> steps.add(Hazard.text(Duration.ofMillis(5), word)));
        return steps;
    }

    static List<ModelScript.Step> story(String stopReason) {
        List<ModelScript.Step> steps = words(WORDS.size());
        steps.addAll(Hazard.end(stopReason));
        return steps;
    }

    /** Three words, and then something else. */
    static Hazard.Call wordsThen(ModelScript.Step... steps) {
        List<ModelScript.Step> all = words(3);
        all.addAll(List.of(steps));
        return Hazard.Call.plays(all);
    }

    /** Three words, a pause, and the rest. */
    static Hazard.Call stalls(int words, Duration pause) {
        List<ModelScript.Step> all = words == 0 ? new ArrayList<>() : words(words);
        for (int i = 0; i < 500; i++) { // enough for a closed connection to be noticed
            all.add(Hazard.text(i == 0 ? pause : Duration.ofMillis(5), " more"));
        }
        all.addAll(Hazard.end("end_turn"));
        return Hazard.Call.plays(all);
    }

    static Hazard.Call endless() {
        List<ModelScript.Step> all = words(1);
        for (int i = 0; i < 3_000; i++) {
            all.add(Hazard.text(Duration.ofMillis(5), " and"));
        }
        return Hazard.Call.plays(all);
    }

    @Override
    public String toString() {
        return name + (v2 ? " (v2)" : " (v1)");
    }
}
