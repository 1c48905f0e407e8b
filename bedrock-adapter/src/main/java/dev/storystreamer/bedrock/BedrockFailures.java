package dev.storystreamer.bedrock;

import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.LlmException.Reason;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the SDK throws, in the core's words. */
final class BedrockFailures {

    /** The same names stand for the SDK's classes, for codes before the stream, and, in camelCase, for those in it. */
    private static final Map<String, Reason> BY_NAME = Map.ofEntries(
            Map.entry("ThrottlingException", Reason.THROTTLED),
            Map.entry("ModelNotReadyException", Reason.THROTTLED),
            // "Too many tokens per day": not what was asked is refused, but how much; HTTP 400 all the same.
            Map.entry("ServiceQuotaExceededException", Reason.THROTTLED),
            Map.entry("ServiceUnavailableException", Reason.UNAVAILABLE),
            Map.entry("ModelTimeoutException", Reason.TIMED_OUT),
            Map.entry("ModelErrorException", Reason.BROKEN_STREAM),
            Map.entry("ModelStreamErrorException", Reason.BROKEN_STREAM),
            Map.entry("ValidationException", Reason.REJECTED),
            Map.entry("AccessDeniedException", Reason.REJECTED),
            Map.entry("ResourceNotFoundException", Reason.REJECTED),
            Map.entry("ConflictException", Reason.REJECTED));

    // What comes from the other side is named in a message only if it is nothing but a name.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,80}");

    private BedrockFailures() {}

    /**
     * Translates a failure, whichever way the SDK told it.
     *
     * @param error what the SDK threw
     * @param begun whether the answer had begun
     * @return the failure, with the SDK's own exception as its cause and nothing of that exception's text in its
     *     message, as Bedrock names ARNs and quotes prompts there
     */
    static LlmException translate(Throwable error, boolean begun) {
        Throwable cause = unwrapped(error);
        Reason reason =
                cause instanceof AwsServiceException refused ? ofService(refused, begun) : ofClient(cause, begun);
        return new LlmException(reason, message(cause, begun), cause);
    }

    private static Throwable unwrapped(Throwable error) {
        Throwable inner = error;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static Reason ofService(AwsServiceException refused, boolean begun) {
        Reason named = BY_NAME.get(name(refused));
        if (named != null) {
            return named;
        }
        if (refused.isThrottlingException()) {
            return Reason.THROTTLED;
        }
        Reason atFault = begun ? Reason.BROKEN_STREAM : Reason.UNAVAILABLE;
        return switch (refused.statusCode()) {
            case 408 -> Reason.TIMED_OUT;
            case 424 -> Reason.BROKEN_STREAM;
            default -> refused.statusCode() / 100 == 4 ? Reason.REJECTED : atFault;
        };
    }

    private static Reason ofClient(Throwable cause, boolean begun) {
        if (causes(cause).anyMatch(BedrockFailures::isTimeout)) {
            return Reason.TIMED_OUT;
        }
        if (begun) {
            return Reason.BROKEN_STREAM;
        }
        // Without a cause it is the SDK itself that would not send: no credentials, no region, a bad endpoint.
        boolean neverSent = cause instanceof SdkClientException && cause.getCause() == null;
        return neverSent ? Reason.REJECTED : Reason.UNAVAILABLE;
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, e -> e != null, Throwable::getCause).limit(20);
    }

    private static boolean isTimeout(Throwable error) {
        return error instanceof ApiCallTimeoutException
                || error instanceof ApiCallAttemptTimeoutException
                || error instanceof SocketTimeoutException
                // Netty's class, which need not be there to be loaded.
                || error.getClass().getSimpleName().equals("ReadTimeoutException");
    }

    private static String message(Throwable cause, boolean begun) {
        String when = begun ? "Bedrock's answer broke off: " : "Bedrock did not answer: ";
        if (cause instanceof AwsServiceException refused) {
            return when + name(refused) + " (HTTP " + refused.statusCode() + ", request id "
                    + named(refused.requestId()).orElse("unknown") + ")";
        }
        Throwable root =
                causes(cause).filter(IOException.class::isInstance).findFirst().orElse(cause);
        return when + root.getClass().getSimpleName();
    }

    /** The exception's name as the SDK spells its classes. */
    private static String name(AwsServiceException refused) {
        String type = refused.getClass().getSimpleName();
        if (!type.equals("BedrockRuntimeException") || refused.awsErrorDetails() == null) {
            return type;
        }
        return named(refused.awsErrorDetails().errorCode())
                .map(code -> Character.toUpperCase(code.charAt(0)) + code.substring(1))
                .orElse(type);
    }

    private static Optional<String> named(@Nullable String text) {
        return Optional.ofNullable(text).filter(name -> NAME.matcher(name).matches());
    }
}
