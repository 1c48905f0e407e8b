package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrimingTest {

    @Test
    void runsItsStoriesAndLogsIt() {
        RecordingContext log = new RecordingContext();

        new Priming(new Environment(Map.of("STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0")), log).run();

        assertThat(log.jsonLines()).hasSize(1);
        JsonObject line = log.jsonLines().get(0);
        assertThat(line.get("message").getAsString()).isEqualTo("primed");
        assertThat(line.get("level").getAsString()).isEqualTo("INFO");
    }

    @Test
    void onlyLogsAFailure() {
        RecordingContext log = new RecordingContext();

        new Priming(new Environment(Map.of()), log).run();

        JsonObject line = log.jsonLines().get(0);
        assertThat(line.get("message").getAsString()).startsWith("not primed");
        assertThat(line.get("level").getAsString()).isEqualTo("WARN");
        assertThat(line.get("errorMessage").getAsString()).contains("STORY_MODEL_ID");
    }
}
