package dev.storystreamer.lambda;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The frames that the original program posted for given model events, recorded from it. */
record GoldenStory(String name, ModelScript script, List<String> frames, String answer) {

    static List<GoldenStory> cases(Duration betweenEvents) {
        try (Reader reader = new InputStreamReader(
                GoldenStory.class.getResourceAsStream("/golden/v1.json"), StandardCharsets.UTF_8)) {
            List<GoldenStory> cases = new ArrayList<>();
            for (JsonElement each :
                    JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("cases")) {
                cases.add(of(each.getAsJsonObject(), betweenEvents));
            }
            return cases;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static GoldenStory of(JsonObject json, Duration betweenEvents) {
        List<ModelScript.Step> steps = new ArrayList<>();
        for (JsonElement event : json.getAsJsonArray("events")) {
            JsonArray pair = event.getAsJsonArray();
            steps.add(new ModelScript.Event(
                    betweenEvents, pair.get(0).getAsString(), pair.get(1).toString()));
        }
        List<String> frames = new ArrayList<>();
        json.getAsJsonArray("frames").forEach(frame -> frames.add(frame.getAsString()));
        return new GoldenStory(
                json.get("name").getAsString(),
                new ModelScript(steps),
                frames,
                json.getAsJsonObject("answer").get("body").getAsString());
    }

    /** Joins successive text frames, as happens when posts are slower than the model. */
    static List<String> joined(List<String> frames) {
        List<String> joined = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean inText = false;
        for (String frame : frames) {
            JsonObject json = JsonParser.parseString(frame).getAsJsonObject();
            if (json.get("type").getAsString().equals("text")) {
                text.append(json.get("message").getAsString());
                inText = true;
            } else {
                if (inText) {
                    joined.add(text.toString());
                }
                text.setLength(0);
                inText = false;
                joined.add(frame);
            }
        }
        return joined;
    }

    @Override
    public String toString() {
        return name;
    }
}
