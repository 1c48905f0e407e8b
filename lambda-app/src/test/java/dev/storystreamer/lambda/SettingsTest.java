package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storystreamer.bedrock.BedrockOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final EnumSet<Setting> AUTHORIZER =
            EnumSet.range(Setting.STORY_JWT_ISSUER, Setting.STORY_ALLOWED_ORIGINS);

    private static final Map<String, String> REQUIRED = Map.of("STORY_MODEL_ID", "global.amazon.nova-2-lite-v1:0");

    @Test
    void requiresOnlyAModel() {
        Environment environment = new Environment(REQUIRED);
        Settings settings = Settings.from(environment);
        BedrockOptions model = Wiring.bedrockOptions(environment);

        assertThat(model.modelId()).isEqualTo("global.amazon.nova-2-lite-v1:0");
        assertThat(model.maxTokens()).isEmpty();
        assertThat(model.temperature()).isEmpty();
        assertThat(model.systemPrompt()).isEmpty();
        assertThat(model.guardrail()).isEmpty();
        assertThat(settings.relay().minPostInterval()).isZero();
        assertThat(settings.relay().stallTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.relay().firstContentTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.limits().maxStoryTypeLength()).isEqualTo(200);
        assertThat(settings.limits().maxConversationLength()).isEqualTo(100_000);
        assertThat(settings.showReasoning()).isFalse();
        assertThat(settings.callbackUrl()).isEmpty();
        assertThat(settings.metricsNamespace()).isEqualTo("StoryStreamer");
    }

    @Test
    void readsEverySetting() {
        Map<String, String> all = new HashMap<>(REQUIRED);
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
        assertThat(all).containsOnlyKeys(storySettings().map(Enum::name).toList());

        Environment environment = new Environment(all);
        Settings settings = Settings.from(environment);
        BedrockOptions model = Wiring.bedrockOptions(environment);

        assertThat(settings.callbackUrl()).contains(URI.create("https://abc.execute-api.us-east-1.amazonaws.com/prod"));
        assertThat(model.systemPrompt()).contains("You tell stories.");
        assertThat(model.maxTokens()).hasValue(300);
        assertThat(model.temperature()).hasValue(0.5);
        assertThat(model.guardrail()).isPresent();
        assertThat(settings.showReasoning()).isTrue();
        assertThat(settings.limits().maxStoryTypeLength()).isEqualTo(50);
        assertThat(settings.limits().maxConversationLength()).isEqualTo(5_000);
        assertThat(settings.relay().minPostInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.relay().firstContentTimeout()).isEqualTo(Duration.ofMinutes(1));
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
    void failsAtStartAndNamesTheInvalidSetting(String name, String value) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put(name, value);

        String named = name.equals("STORY_GUARDRAIL_VERSION") ? "STORY_GUARDRAIL_ID" : name;
        assertThatThrownBy(() -> new StoryHandler(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(named);
    }

    @ParameterizedTest
    @CsvSource({
        "STORY_MODEL_ID, x y, 'must be 1 to 2048 letters, digits and . _ : / -, without spaces: x y'",
        "STORY_GUARDRAIL_ID, a b, 'must be 1 to 2048 letters, digits and . _ : / -, without spaces: a b'",
        "STORY_GUARDRAIL_VERSION, latest, 'must be a number from 1 to 99999999, or DRAFT: latest'",
        "STORY_CALLBACK_URL, wss://a.example/prod, must be an http or https URL: wss://a.example/prod",
        "STORY_CALLBACK_URL, https://a b, must be an http or https URL: https://a b",
    })
    void reportsAnInvalidValueInOneSentence(String name, String value, String sentence) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put("STORY_GUARDRAIL_ID", "abcdef123456");
        environment.put("STORY_GUARDRAIL_VERSION", "3");
        environment.put(name, value);

        assertThatThrownBy(() -> new StoryHandler(environment)).hasMessage(name + " " + sentence);
    }

    @Test
    void areTheTableInTheManual() throws IOException {
        String manual = Files.readString(Path.of(System.getProperty("story.docs.directory"), "operations.md"));

        assertThat(manual).contains(table(storySettings())).contains(table(AUTHORIZER.stream()));
    }

    private static Stream<Setting> storySettings() {
        return EnumSet.complementOf(AUTHORIZER).stream();
    }

    private static String table(Stream<Setting> settings) {
        return settings.map(setting -> "| `" + setting.name() + "` | "
                        + (setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`") + " | "
                        + setting.meaning() + " |\n")
                .collect(Collectors.joining());
    }
}
