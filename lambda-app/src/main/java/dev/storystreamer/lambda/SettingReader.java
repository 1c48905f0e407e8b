package dev.storystreamer.lambda;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads settings and refuses wrong ones by name. A blank value counts as absent. */
final class SettingReader {

    private final Map<String, String> environment;

    SettingReader(Map<String, String> environment) {
        this.environment = environment;
    }

    static IllegalArgumentException wrong(EnvironmentVariable setting, String why) {
        return new IllegalArgumentException(setting.name() + " " + why);
    }

    Optional<String> text(EnvironmentVariable setting) {
        String value = environment.getOrDefault(setting.name(), "");
        String given = value.isBlank() ? setting.fallback() : value.strip();
        return given.isEmpty() ? Optional.empty() : Optional.of(given);
    }

    int whole(EnvironmentVariable setting, int least, int most) {
        String value = text(setting).orElse("");
        String expected = "must be a whole number from " + least + " to " + most + ": " + value;
        try {
            int number = Integer.parseInt(value);
            if (number < least || number > most) {
                throw wrong(setting, expected);
            }
            return number;
        } catch (NumberFormatException e) {
            throw wrong(setting, expected);
        }
    }

    Duration millis(EnvironmentVariable setting, int least, int most) {
        return Duration.ofMillis(whole(setting, least, most));
    }

    double fraction(EnvironmentVariable setting) {
        String value = text(setting).orElse("");
        try {
            double number = Double.parseDouble(value);
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the value
        }
        throw wrong(setting, "must be a number from 0 to 1: " + value);
    }

    boolean flag(EnvironmentVariable setting) {
        String value = text(setting).orElse("");
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(setting, "must be true or false: " + value);
        }
        return value.equals("true");
    }

    Optional<URI> url(EnvironmentVariable setting) {
        return text(setting)
                .map(value -> checked(setting, () -> {
                    URI url = URI.create(value);
                    if (url.getHost() == null
                            || url.getScheme() == null
                            || !url.getScheme().matches("https?")) {
                        throw new IllegalArgumentException("must be an http or https URL: " + value);
                    }
                    return url;
                }));
    }

    /** Makes a value of another module's type, and names the setting if that refuses. */
    <T> T checked(EnvironmentVariable setting, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting.name() + ": " + e.getMessage(), e);
        }
    }
}
