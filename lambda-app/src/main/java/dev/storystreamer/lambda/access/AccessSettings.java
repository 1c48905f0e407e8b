package dev.storystreamer.lambda.access;

import dev.storystreamer.lambda.Environment;
import dev.storystreamer.lambda.Setting;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The settings of {@link ConnectAuthorizer}, as {@link Setting} describes them; no origins mean any. */
record AccessSettings(String issuer, String audience, URL keys, Set<String> allowedOrigins) {

    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Reads the settings; fails as {@link Environment} does. */
    static AccessSettings from(Environment environment) {
        return new AccessSettings(
                environment.required(Setting.STORY_JWT_ISSUER, "must be the issuer of the tokens, their iss"),
                environment.required(Setting.STORY_JWT_AUDIENCE, "must be the audience of the tokens, their aud"),
                keys(environment),
                origins(environment));
    }

    private static URL keys(Environment environment) {
        Setting setting = Setting.STORY_JWT_JWKS_URL;
        String expected = "must be the https URL of the issuer's keys";
        URI url = environment.url(setting).orElseThrow(() -> Environment.wrong(setting, expected));
        // Over plain HTTP an attacker could substitute the keys.
        if (!url.getScheme().equals("https") && !LOCAL_HOSTS.contains(url.getHost())) {
            throw Environment.wrong(setting, expected + ": " + url);
        }
        try {
            return url.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(setting.name() + " " + expected + ": " + url, e);
        }
    }

    private static Set<String> origins(Environment environment) {
        Setting setting = Setting.STORY_ALLOWED_ORIGINS;
        Set<String> origins = Arrays.stream(environment.text(setting).orElse("").split(",", -1))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .collect(Collectors.toUnmodifiableSet());
        for (String origin : origins) {
            if (!origin.matches("https?://[a-z0-9.\\[\\]:-]+")) { // as browsers send it: lower case, without a path
                throw Environment.wrong(
                        setting, "must hold origins such as https://app.example.com, separated by commas: " + origin);
            }
        }
        return origins;
    }

    boolean allowsOrigin(String origin) {
        return allowedOrigins.isEmpty() || allowedOrigins.contains(origin);
    }
}
