package dev.storystreamer.lambda;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Reads the environment variables of a process. A blank variable counts as absent. A wrong value fails with an {@link
 * IllegalArgumentException} whose message names the variable and says what it may be.
 *
 * @param variables name to value
 */
public record Environment(Map<String, String> variables) {

    /** Copies the variables. */
    public Environment {
        variables = Map.copyOf(variables);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    boolean has(String name) {
        return get(name).isPresent();
    }

    Optional<URI> uri(String name) {
        return get(name).map(value -> {
            try {
                return new URI(value);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(name + " must be a URI, but is " + value, e);
            }
        });
    }

    /** {@return the value of a setting without surrounding white space, or its default; empty if it has neither} */
    public Optional<String> text(Setting setting) {
        return get(setting.name())
                .map(String::strip)
                .or(() -> Optional.of(setting.defaultValue()).filter(value -> !value.isEmpty()));
    }

    /** Reads a setting that must not be absent; {@code expected} continues the error message after the setting's name. */
    public String required(Setting setting, String expected) {
        return text(setting).orElseThrow(() -> wrong(setting, expected));
    }

    /** Reads a setting that must be valid unless it is absent; {@code rule} says what is valid. */
    Optional<String> matching(Setting setting, Predicate<String> valid, String rule) {
        Optional<String> text = text(setting);
        text.filter(valid.negate()).ifPresent(value -> {
            throw wrong(setting, "must be " + rule + ": " + value);
        });
        return text;
    }

    /** Reads a setting that is an http or https URL; empty if it is absent. */
    public Optional<URI> url(Setting setting) {
        return matching(setting, Environment::isHttpUrl, "an http or https URL").map(URI::create);
    }

    private static boolean isHttpUrl(String text) {
        try {
            URI url = new URI(text);
            return url.getHost() != null
                    && url.getScheme() != null
                    && url.getScheme().matches("https?");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    int whole(Setting setting, int least, int most) {
        return (int) number(setting, "a whole number", Integer::parseInt, least, most);
    }

    Duration millis(Setting setting, int least, int most) {
        return Duration.ofMillis(whole(setting, least, most));
    }

    double fraction(Setting setting) {
        return number(setting, "a number", Double::parseDouble, 0, 1);
    }

    private double number(Setting setting, String kind, ToDoubleFunction<String> parser, int least, int most) {
        String value = text(setting).orElse("");
        try {
            double number = parser.applyAsDouble(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, with the value
        }
        throw wrong(setting, "must be " + kind + " from " + least + " to " + most + ": " + value);
    }

    boolean flag(Setting setting) {
        String value = text(setting).orElse("");
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(setting, "must be true or false: " + value);
        }
        return value.equals("true");
    }

    /** {@return an exception whose message is the name of the setting and {@code expected}} */
    public static IllegalArgumentException wrong(Setting setting, String expected) {
        return new IllegalArgumentException(setting.name() + " " + expected);
    }
}
