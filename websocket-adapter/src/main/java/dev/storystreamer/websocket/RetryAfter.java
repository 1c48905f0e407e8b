package dev.storystreamer.websocket;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The header {@code Retry-After} of an error response.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, Retry-After</a>
 */
final class RetryAfter {

    private static final int MAX_DIGITS = 9;

    private RetryAfter() {}

    /** Returns the delay that the response to a failed post asks for; zero if there is none or it cannot be parsed. */
    static Duration of(Throwable failure) {
        return failure instanceof ErrorResponseException response
                ? delay(response).orElse(Duration.ZERO)
                : Duration.ZERO;
    }

    private static Optional<Duration> delay(ErrorResponseException response) {
        return response.header("Retry-After")
                .map(String::trim)
                .flatMap(value -> isNumber(value)
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                        : until(value, response.header("Date")));
    }

    private static boolean isNumber(String value) {
        return !value.isEmpty() && value.length() <= MAX_DIGITS && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Counts from the date of the response, so that the clock of this machine does not matter. */
    private static Optional<Duration> until(String retryDate, Optional<String> responseDate) {
        try {
            return responseDate
                    .map(date -> Duration.between(parse(date), parse(retryDate)))
                    .filter(delay -> !delay.isNegative());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static ZonedDateTime parse(String date) {
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
    }
}
