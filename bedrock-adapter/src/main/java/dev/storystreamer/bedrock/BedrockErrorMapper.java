package dev.storystreamer.bedrock;

import dev.storystreamer.core.Causes;
import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.LlmException.Reason;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;

/** Maps exceptions of the SDK to {@link LlmException}. */
final class BedrockErrorMapper {

    /** Text of a response is copied into a message only if it is a plain name. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._-]{1,80}");

    private BedrockErrorMapper() {}

    /**
     * Maps one failure, given whether Bedrock had begun its answer. The message of the result contains no text of the
     * SDK's message, in which Bedrock names ARNs and quotes prompts.
     */
    static LlmException map(Throwable error, boolean answered) {
        Throwable cause = Causes.unwrap(error);
        Reason reason = cause instanceof AwsServiceException service
                ? serviceReason(service, answered)
                : clientReason(cause, answered);
        return new LlmException(reason, message(cause, answered), cause);
    }

    private static Reason serviceReason(AwsServiceException error, boolean answered) {
        boolean issuer = !(error instanceof BedrockRuntimeException); // the service that issues the credentials
        if (issuer && error.statusCode() / 100 == 4 && !error.isThrottlingException()) {
            return Reason.UNAUTHENTICATED;
        }
        return switch (name(error)) {
            // A quota is "too many tokens per day": a limit on the amount, although the status is 400.
            case "ThrottlingException", "ModelNotReadyException", "ServiceQuotaExceededException" -> Reason.THROTTLED;
            case "ServiceUnavailableException" -> Reason.UNAVAILABLE;
            case "ModelTimeoutException" -> Reason.TIMED_OUT;
            case "ModelErrorException", "ModelStreamErrorException" -> Reason.BROKEN_STREAM;
            case "ValidationException", "AccessDeniedException", "ResourceNotFoundException", "ConflictException" ->
                Reason.REJECTED;
            // Expired or unknown credentials, or a wrong clock; some names come with and without the suffix.
            case "ExpiredTokenException",
                    "ExpiredToken",
                    "UnrecognizedClientException",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignatureException",
                    "IncompleteSignature",
                    "InvalidClientTokenId",
                    "MissingAuthenticationTokenException",
                    "MissingAuthenticationToken",
                    "RequestExpired" -> Reason.UNAUTHENTICATED;
            default -> error.isThrottlingException() ? Reason.THROTTLED : statusReason(error.statusCode(), answered);
        };
    }

    private static Reason statusReason(int status, boolean answered) {
        return switch (status) {
            case 408 -> Reason.TIMED_OUT;
            case 424 -> Reason.BROKEN_STREAM;
            default -> status / 100 == 4 ? Reason.REJECTED : answered ? Reason.BROKEN_STREAM : Reason.UNAVAILABLE;
        };
    }

    private static Reason clientReason(Throwable error, boolean answered) {
        if (Causes.of(error).anyMatch(BedrockErrorMapper::isTimeout)) {
            return Reason.TIMED_OUT;
        }
        if (answered) {
            return Reason.BROKEN_STREAM;
        }
        // Without a cause, the SDK did not send the request: there are no credentials.
        boolean notSent = error instanceof SdkClientException && error.getCause() == null;
        return notSent ? Reason.UNAUTHENTICATED : Reason.UNAVAILABLE;
    }

    private static boolean isTimeout(Throwable error) {
        return error instanceof ApiCallTimeoutException
                || error instanceof ApiCallAttemptTimeoutException
                || error instanceof SocketTimeoutException
                // Netty's class; by name, as Netty may be absent.
                || error.getClass().getSimpleName().equals("ReadTimeoutException");
    }

    private static String message(Throwable error, boolean answered) {
        String when = answered ? "Bedrock's answer broke off: " : "Bedrock did not answer: ";
        if (error instanceof AwsServiceException service) {
            return when + name(service) + " (HTTP " + service.statusCode() + ", request id "
                    + plainName(service.requestId()).orElse("unknown") + ")";
        }
        Throwable shown = Causes.of(error)
                .filter(IOException.class::isInstance)
                .findFirst()
                .orElse(error);
        return when + shown.getClass().getSimpleName();
    }

    /** The SDK's class name, which is also the error code of a response and, in camelCase, of an exception event. */
    private static String name(AwsServiceException error) {
        String type = error.getClass().getSimpleName();
        if (!type.equals("BedrockRuntimeException") || error.awsErrorDetails() == null) {
            return type;
        }
        return plainName(error.awsErrorDetails().errorCode())
                .map(code -> Character.toUpperCase(code.charAt(0)) + code.substring(1))
                .orElse(type);
    }

    private static Optional<String> plainName(@Nullable String text) {
        return Optional.ofNullable(text).filter(name -> PLAIN_NAME.matcher(name).matches());
    }
}
