package dev.storystreamer.lambda;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whose tokens open a connection, read once at start.
 *
 * @param issuer the exact {@code iss}
 * @param audience what {@code aud} must hold
 * @param keys where the issuer publishes its keys
 * @param allowedOrigins the pages whose browsers may connect; empty for any
 */
record AccessSettings(String issuer, String audience, URL keys, Set<String> allowedOrigins) {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    AccessSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if one is missing or wrong; the message names it and says what it may be
     */
    static AccessSettings from(Map<String, String> environment) {
        SettingReader read = new SettingReader(environment);
        return new AccessSettings(
                required(read, AccessSetting.STORY_JWT_ISSUER, "must be the issuer of the tokens, their iss"),
                required(read, AccessSetting.STORY_JWT_AUDIENCE, "must be the audience of the tokens, their aud"),
                keys(read),
                origins(read));
    }

    private static String required(SettingReader read, AccessSetting setting, String why) {
        return read.text(setting).orElseThrow(() -> SettingReader.wrong(setting, why));
    }

    private static URL keys(SettingReader read) {
        AccessSetting setting = AccessSetting.STORY_JWT_JWKS_URL;
        String expected = "must be the https URL of the issuer's keys";
        URI url = read.url(setting).orElseThrow(() -> SettingReader.wrong(setting, expected));
        // Whoever can answer in the issuer's place lets in whom he likes.
        if (!url.getScheme().equals("https") && !THIS_MACHINE.contains(url.getHost())) {
            throw SettingReader.wrong(setting, expected + ": " + url);
        }
        try {
            return url.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(setting.name() + " " + expected + ": " + url, e);
        }
    }

    private static Set<String> origins(SettingReader read) {
        AccessSetting setting = AccessSetting.STORY_ALLOWED_ORIGINS;
        Set<String> origins = Arrays.stream(read.text(setting).orElse("").split(",", -1))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .collect(Collectors.toSet());
        for (String origin : origins) {
            if (!origin.matches("https?://[a-z0-9.\\[\\]:-]+")) { // as browsers write it: lower case, nothing after it
                throw SettingReader.wrong(
                        setting, "must hold origins such as https://app.example.com, separated by commas: " + origin);
            }
        }
        return origins;
    }

    boolean allowsOrigin(String origin) {
        return allowedOrigins.isEmpty() || allowedOrigins.contains(origin);
    }
}
