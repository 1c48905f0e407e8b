package dev.storystreamer.websocket;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * How long the other side asks to be left alone.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, Retry-After</a>
 */
final class RetryAfter {

    private static final int MAX_DIGITS = 9;

    private RetryAfter() {}

    /** Zero if nothing is asked, or not in a way that can be read. */
    static Duration in(Throwable error) {
        return PostFailure.causes(error)
                .filter(AwsServiceException.class::isInstance)
                .findFirst()
                .flatMap(answer -> in((AwsServiceException) answer))
                .orElse(Duration.ZERO);
    }

    private static Optional<Duration> in(AwsServiceException answer) {
        return PostFailure.header(answer, "Retry-After")
                .map(String::trim)
                .flatMap(value -> isNumber(value)
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                        : until(value, PostFailure.header(answer, "Date")));
    }

    private static boolean isNumber(String value) {
        return !value.isEmpty() && value.length() <= MAX_DIGITS && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A date is measured against the answer's own, so that it does not matter how this machine's clock is set. */
    private static Optional<Duration> until(String then, Optional<String> now) {
        try {
            return now.map(date -> Duration.between(parse(date), parse(then))).filter(wait -> !wait.isNegative());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static ZonedDateTime parse(String date) {
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
    }
}
