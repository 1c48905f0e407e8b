package dev.storystreamer.lambda;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** A fault of the model, the posts or the client, and the ending expected. */
final class EndingCase {

    /** What the client does during the story. */
    enum ClientAction {
        WAIT,
        DISCONNECT,
        STOP
    }

    static final String V1_REQUEST = "{\"storyType\":\"CATS\"}";
    static final String V2_REQUEST = v2(
            "[{\"id\":\"u1\",\"role\":\"user\",\"parts\":" + "[{\"type\":\"text\",\"text\":\"A story about cats\"}]}]");

    static final List<String> TEXTS = List.of("Once", " upon", " a", " time", " a cat", " slept", ".");

    final String name;
    final boolean v2;
    String request;
    IntFunction<FaultPlan.Call> calls = n -> FaultPlan.Call.streams(story("end_turn"));
    IntFunction<FaultPlan.Post> posts = n -> FaultPlan.Post.ACCEPTED;
    String refusedFrame = "";
    final Map<String, String> settings = new HashMap<>();
    Duration timeLimit = Duration.ofSeconds(30);
    ClientAction client = ClientAction.WAIT;

    String ending = "finished";
    String last;
    String code = "";
    boolean retryable;
    int modelCalls = 1;
    boolean wholeStory = true;
    boolean closesModelCall;

    EndingCase(String name, boolean v2) {
        this.name = name;
        this.v2 = v2;
        this.request = v2 ? V2_REQUEST : V1_REQUEST;
        this.last = v2 ? "finish stop" : "other";
    }

    /** Adds a case for each protocol. */
    static void both(List<EndingCase> cases, String name, Consumer<EndingCase> what) {
        for (boolean v2 : new boolean[] {false, true}) {
            one(cases, name, v2, what);
        }
    }

    static void one(List<EndingCase> cases, String name, boolean v2, Consumer<EndingCase> what) {
        EndingCase row = new EndingCase(name, v2);
        what.accept(row);
        cases.add(row);
    }

    static String v2(String messages) {
        return "{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"chat-1\",\"trigger\":\"submit-message\",\"messages\":"
                + messages + ",\"headers\":{},\"body\":{}}";
    }

    EndingCase request(String text) {
        request = text;
        return this;
    }

    EndingCase calls(IntFunction<FaultPlan.Call> answers) {
        calls = answers;
        return this;
    }

    EndingCase posts(IntFunction<FaultPlan.Post> answers) {
        posts = answers;
        return this;
    }

    EndingCase refusing(String frame) {
        refusedFrame = frame;
        return this;
    }

    EndingCase set(String name, String value) {
        settings.put(name, value);
        return this;
    }

    EndingCase timeout(Duration timeout) {
        timeLimit = timeout;
        return this;
    }

    EndingCase client(ClientAction action) {
        client = action;
        return this;
    }

    /** The story fails, and the client gets an error frame. */
    EndingCase ends(String how, String why, boolean again) {
        ending = how;
        code = why;
        retryable = again;
        last = "error";
        wholeStory = false;
        return this;
    }

    /** The final frame, if the ending does not determine it. */
    EndingCase last(String v1Frame, String v2Frame) {
        last = v2 ? v2Frame : v1Frame;
        return this;
    }

    EndingCase modelCalls(int expected) {
        modelCalls = expected;
        return this;
    }

    EndingCase closesTheModelCall() {
        closesModelCall = true;
        return this;
    }

    /** The first texts, 5 ms apart. */
    static List<ModelScript.Step> texts(int count) {
        List<ModelScript.Step> steps = new ArrayList<>();
        steps.add(FaultPlan.start(Duration.ofMillis(5)));
        TEXTS.subList(0, count).forEach(text -> steps.add(FaultPlan.text(Duration.ofMillis(5), text)));
        return steps;
    }

    static List<ModelScript.Step> story(String stopReason) {
        List<ModelScript.Step> steps = texts(TEXTS.size());
        steps.addAll(FaultPlan.end(stopReason));
        return steps;
    }

    /** Three texts, then the given steps. */
    static FaultPlan.Call textsThen(ModelScript.Step... steps) {
        List<ModelScript.Step> all = texts(3);
        all.addAll(List.of(steps));
        return FaultPlan.Call.streams(all);
    }

    /** Some texts, a pause, and more texts. */
    static FaultPlan.Call stalls(int texts, Duration pause) {
        List<ModelScript.Step> all = texts == 0 ? new ArrayList<>() : texts(texts);
        for (int i = 0; i < 500; i++) { // enough to detect a closed connection
            all.add(FaultPlan.text(i == 0 ? pause : Duration.ofMillis(5), " more"));
        }
        all.addAll(FaultPlan.end("end_turn"));
        return FaultPlan.Call.streams(all);
    }

    static FaultPlan.Call endless() {
        List<ModelScript.Step> all = texts(1);
        for (int i = 0; i < 3_000; i++) {
            all.add(FaultPlan.text(Duration.ofMillis(5), " and"));
        }
        return FaultPlan.Call.streams(all);
    }

    @Override
    public String toString() {
        return name + (v2 ? " (v2)" : " (v1)");
    }
}
