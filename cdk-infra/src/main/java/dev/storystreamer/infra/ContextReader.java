package dev.storystreamer.infra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values out of the CDK's context ({@code -c name=value}, or {@code cdk.json}). A bad value is remembered and
 * replaced by a good one, so that one run names all that is wrong.
 */
final class ContextReader {
    private final Function<String, @Nullable Object> context;
    private final Map<String, String> read = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    ContextReader(Function<String, @Nullable Object> context) {
        this.context = context;
    }

    /** What was read, in order, as a person would write it. */
    Map<String, String> read() {
        return read;
    }

    List<String> problems() {
        return problems;
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    Optional<String> text(String name) {
        Optional<String> text = Optional.ofNullable(context.apply(name))
                .map(ContextReader::plain)
                .filter(value -> !value.isBlank());
        read.put(name, text.orElse(""));
        return text;
    }

    String text(String name, String fallback) {
        String value = text(name).orElse(fallback);
        read.put(name, value);
        return value;
    }

    Optional<String> matching(String name, String pattern, String rule) {
        return text(name).filter(value -> value.matches(pattern) || isBad(name, value, rule));
    }

    /** Parses with a function that throws IllegalArgumentException with a sentence. */
    <T> T parsed(String name, String fallback, Function<String, T> parse) {
        String value = text(name, fallback);
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            isBad(name, value, String.valueOf(e.getMessage()));
            return parse.apply(fallback);
        }
    }

    int number(String name, int fallback, int min, int max) {
        int number = numberIfAny(name, min, max).orElse(fallback);
        read.put(name, Integer.toString(number));
        return number;
    }

    OptionalInt numberIfAny(String name, int min, int max) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        String rule = "a whole number from %d to %d".formatted(min, max);
        if (!value.get().matches("\\d{1,9}")) {
            isBad(name, value.get(), rule);
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(value.get());
        if (number < min || number > max) {
            isBad(name, value.get(), rule);
            return OptionalInt.empty();
        }
        return OptionalInt.of(number);
    }

    boolean flag(String name, boolean fallback) {
        return choice(name, Boolean.toString(fallback), Map.of("true", true, "false", false));
    }

    /** One of a few words. */
    <T> T choice(String name, String fallback, Map<String, T> choices) {
        UnaryOperator<String> list = separator ->
                String.join(separator, choices.keySet().stream().sorted().toList());
        String value = text(name, fallback);
        @Nullable T chosen = choices.get(value);
        if (chosen == null) {
            isBad(name, value, "one of " + list.apply(", "));
            chosen = choices.get(fallback);
        }
        if (chosen == null) {
            throw new IllegalArgumentException("the default of " + name + " is none of its choices: " + fallback);
        }
        return chosen;
    }

    private boolean isBad(String name, String value, String rule) {
        problems.add("%s=%s: must be %s".formatted(name, value, rule));
        return false;
    }

    /** JSON has numbers with a point where a person wrote none. */
    private static String plain(Object value) {
        if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
            return Long.toString(number.longValue());
        }
        return value.toString().strip();
    }
}
