package dev.storystreamer.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values from the CDK's context ({@code -c name=value}, or {@code cdk.json}). An invalid value adds a problem
 * and is replaced by a valid one, so that one run reports all problems.
 */
final class ContextReader {
    private final Function<String, @Nullable Object> context;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    ContextReader(Function<String, @Nullable Object> context) {
        this.context = context;
    }

    /** Returns all values that were read, in order. */
    Map<String, String> values() {
        return values;
    }

    List<String> problems() {
        return problems;
    }

    void addProblem(String message) {
        problems.add(message);
    }

    Optional<String> text(String name) {
        Optional<String> text = Optional.ofNullable(context.apply(name))
                .map(ContextReader::asText)
                .filter(value -> !value.isBlank());
        values.put(name, text.orElse(""));
        return text;
    }

    String text(String name, String fallback) {
        String value = text(name).orElse(fallback);
        values.put(name, value);
        return value;
    }

    Optional<String> matching(String name, String pattern, String rule) {
        Optional<String> value = text(name);
        if (value.isPresent() && !value.get().matches(pattern)) {
            addInvalid(name, value.get(), rule);
            return Optional.empty();
        }
        return value;
    }

    String matching(String name, String fallback, String pattern, String rule) {
        String value = matching(name, pattern, rule).orElse(fallback);
        values.put(name, value);
        return value;
    }

    /** Reads a value with a function that throws IllegalArgumentException; its message is the problem. */
    <T> T parsed(String name, String fallback, Function<String, T> parse) {
        String value = text(name, fallback);
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            problems.add(name + ": " + e.getMessage());
            return parse.apply(fallback);
        }
    }

    int number(String name, int fallback, int min, int max) {
        int number = optionalNumber(name, min, max).orElse(fallback);
        values.put(name, Integer.toString(number));
        return number;
    }

    /** Reads a number; {@code min} must not be negative. */
    OptionalInt optionalNumber(String name, int min, int max) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        int number = value.get().matches("\\d{1,9}") ? Integer.parseInt(value.get()) : -1;
        if (number < min || number > max) {
            addInvalid(name, value.get(), "a whole number from %d to %d".formatted(min, max));
            return OptionalInt.empty();
        }
        return OptionalInt.of(number);
    }

    boolean flag(String name, boolean fallback) {
        return choice(name, Boolean.toString(fallback), Map.of("true", true, "false", false));
    }

    /** Reads one of several keywords. */
    <T> T choice(String name, String fallback, Map<String, T> choices) {
        String value = text(name, fallback);
        @Nullable T chosen = choices.get(value);
        if (chosen == null) {
            addInvalid(
                    name,
                    value,
                    "one of "
                            + String.join(
                                    ", ", choices.keySet().stream().sorted().toList()));
            chosen = choices.get(fallback);
        }
        if (chosen == null) {
            throw new IllegalArgumentException("the default of " + name + " is not one of its choices: " + fallback);
        }
        return chosen;
    }

    private void addInvalid(String name, String value, String rule) {
        problems.add("%s=%s: must be %s".formatted(name, value, rule));
    }

    /** Whole numbers in JSON arrive as doubles, such as 512.0. */
    private static String asText(Object value) {
        if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
            return Long.toString(number.longValue());
        }
        return value.toString().strip();
    }
}
