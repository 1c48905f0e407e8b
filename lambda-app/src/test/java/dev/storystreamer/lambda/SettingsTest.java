package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final Map<String, String> LEAST = Map.of("STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0");

    @Test
    void needsNothingButAModel() {
        Settings settings = Settings.from(LEAST);

        assertThat(settings.bedrock().modelId()).isEqualTo("global.amazon.nova-2-lite-v1:0");
        assertThat(settings.bedrock().maxTokens()).isEmpty();
        assertThat(settings.bedrock().temperature()).isEmpty();
        assertThat(settings.bedrock().systemPrompt()).isEmpty();
        assertThat(settings.bedrock().guardrail()).isEmpty();
        assertThat(settings.relay().minPostInterval()).isZero();
        assertThat(settings.relay().stallTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.relay().firstChunkTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.limits().maxStoryTypeLength()).isEqualTo(200);
        assertThat(settings.limits().maxConversationLength()).isEqualTo(100_000);
        assertThat(settings.showReasoning()).isFalse();
        assertThat(settings.callbackUrl()).isEmpty();
        assertThat(settings.metricsNamespace()).isEqualTo("StoryStreamer");
    }

    @Test
    void readsEverySetting() {
        Map<String, String> all = new HashMap<>(LEAST);
        all.put("STORY_CALLBACK_URL", "https://abc.execute-api.us-east-1.amazonaws.com/prod");
        all.put("STORY_SYSTEM_PROMPT", "You tell stories.");
        all.put("STORY_MAX_TOKENS", "300");
        all.put("STORY_TEMPERATURE", "0.5");
        all.put("STORY_GUARDRAIL_ID", "abcdef123456");
        all.put("STORY_GUARDRAIL_VERSION", "3");
        all.put("STORY_SHOW_REASONING", "true");
        all.put("STORY_MAX_STORY_TYPE_LENGTH", "50");
        all.put("STORY_MAX_CONVERSATION_LENGTH", "5000");
        all.put("STORY_MIN_POST_INTERVAL_MS", "100");
        all.put("STORY_FIRST_CHUNK_TIMEOUT_MS", "60000");
        all.put("STORY_STALL_TIMEOUT_MS", "1500");
        all.put("STORY_METRICS_NAMESPACE", "Tales");
        all.put("STORY_PRIME", "true");
        assertThat(all)
                .containsOnlyKeys(
                        Arrays.stream(Setting.values()).map(Enum::name).toList());

        Settings settings = Settings.from(all);

        assertThat(settings.callbackUrl()).contains(URI.create("https://abc.execute-api.us-east-1.amazonaws.com/prod"));
        assertThat(settings.bedrock().systemPrompt()).contains("You tell stories.");
        assertThat(settings.bedrock().maxTokens()).hasValue(300);
        assertThat(settings.bedrock().temperature()).hasValue(0.5);
        assertThat(settings.bedrock().guardrail()).isPresent();
        assertThat(settings.showReasoning()).isTrue();
        assertThat(settings.limits().maxStoryTypeLength()).isEqualTo(50);
        assertThat(settings.limits().maxConversationLength()).isEqualTo(5_000);
        assertThat(settings.relay().minPostInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.relay().firstChunkTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.relay().stallTimeout()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(settings.metricsNamespace()).isEqualTo("Tales");
        assertThat(settings.prime()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "STORY_MODEL_ID, ''",
        "STORY_MODEL_ID, not a model",
        "STORY_CALLBACK_URL, abc.execute-api.us-east-1.amazonaws.com",
        "STORY_CALLBACK_URL, wss://abc.execute-api.us-east-1.amazonaws.com/prod",
        "STORY_CALLBACK_URL, https://a b",
        "STORY_MAX_TOKENS, 0",
        "STORY_MAX_TOKENS, many",
        "STORY_TEMPERATURE, 1.1",
        "STORY_TEMPERATURE, NaN",
        "STORY_TEMPERATURE, warm",
        "STORY_GUARDRAIL_VERSION, 3",
        "STORY_SHOW_REASONING, yes",
        "STORY_MAX_STORY_TYPE_LENGTH, -1",
        "STORY_MAX_CONVERSATION_LENGTH, 1e6",
        "STORY_MIN_POST_INTERVAL_MS, 60001",
        "STORY_FIRST_CHUNK_TIMEOUT_MS, 0",
        "STORY_STALL_TIMEOUT_MS, 1.5",
    })
    void refusesAWrongValueByName(String name, String value) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put(name, value);

        String named = name.equals("STORY_GUARDRAIL_VERSION") ? "STORY_GUARDRAIL_ID" : name;
        assertThatThrownBy(() -> Settings.from(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(named);
    }

    @Test
    void areTheTableOfTheManual() throws IOException {
        String manual = Files.readString(Path.of(System.getProperty("story.docs.directory"), "operations.md"));

        String table = Arrays.stream(Setting.values())
                .map(setting -> "| `" + setting.name() + "` | "
                        + (setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`") + " | "
                        + setting.meaning() + " |\n")
                .collect(Collectors.joining());

        assertThat(manual).contains(table);
    }
}
