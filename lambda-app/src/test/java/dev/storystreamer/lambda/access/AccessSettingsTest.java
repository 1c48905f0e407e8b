package dev.storystreamer.lambda.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storystreamer.lambda.Environment;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessSettingsTest {

    private static final Map<String, String> REQUIRED = Map.of(
            "STORY_JWT_ISSUER", "https://login.example.com/",
            "STORY_JWT_AUDIENCE", "story-readers",
            "STORY_JWT_JWKS_URL", "https://login.example.com/keys");

    @Test
    void allowsAnyOriginByDefault() {
        AccessSettings settings = AccessSettings.from(new Environment(REQUIRED));

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
    void failsAtStartAndNamesTheInvalidSetting(String name, String value) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put(name, value);

        assertThatThrownBy(() -> new ConnectAuthorizer(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name);
    }
}
