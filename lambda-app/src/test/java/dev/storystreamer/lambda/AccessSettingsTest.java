package dev.storystreamer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessSettingsTest {

    private static final Map<String, String> LEAST = Map.of(
            "STORY_JWT_ISSUER", "https://login.example.com/",
            "STORY_JWT_AUDIENCE", "story-readers",
            "STORY_JWT_JWKS_URL", "https://login.example.com/keys");

    @Test
    void letsPagesOfAnyOriginInUnlessTold() {
        AccessSettings settings = AccessSettings.from(LEAST);

        assertThat(settings.issuer()).isEqualTo("https://login.example.com/");
        assertThat(settings.audience()).isEqualTo("story-readers");
        assertThat(settings.keys()).hasToString("https://login.example.com/keys");
        assertThat(settings.allowsOrigin("https://anything.example")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "STORY_JWT_ISSUER, ''",
        "STORY_JWT_AUDIENCE, ' '",
        "STORY_JWT_JWKS_URL, ''",
        "STORY_JWT_JWKS_URL, login.example.com/keys",
        "STORY_JWT_JWKS_URL, http://login.example.com/keys",
        "STORY_JWT_JWKS_URL, file:///etc/passwd",
        "STORY_ALLOWED_ORIGINS, app.example.com",
        "STORY_ALLOWED_ORIGINS, https://app.example.com/",
        "STORY_ALLOWED_ORIGINS, *",
    })
    void failsTheStartByName(String name, String value) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put(name, value);

        assertThatThrownBy(() -> new ConnectAuthorizer(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name);
    }

    @Test
    void areTheTableOfTheManual() throws IOException {
        String manual = Files.readString(Path.of(System.getProperty("story.docs.directory"), "operations.md"));

        String table = Arrays.stream(AccessSetting.values())
                .map(setting ->
                        "| `" + setting.name() + "` | " + setting.fallback() + " | " + setting.meaning() + " |\n")
                .collect(Collectors.joining());

        assertThat(manual).contains(table);
    }
}
