package dev.storystreamer.bedrock;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;

/** What Bedrock says of an error, as the SDK's exception for errors that it has no class for: the code tells which. */
final class ServiceErrors {

    private ServiceErrors() {}

    /** Instead of an answer: its head says what it is, or else its body. */
    static AwsServiceException refusal(SdkHttpResponse head, String message) {
        String code = head.firstMatchingHeader("x-amzn-ErrorType")
                .or(() -> ConverseJson.errorType(message))
                .map(ServiceErrors::codeOf)
                .orElse(null);
        return exception(code, head.statusCode(), head, message);
    }

    /** In the middle of an answer whose head said 200. */
    static AwsServiceException inStream(EventFrame frame, SdkHttpResponse head) {
        return exception(frame.name().isEmpty() ? null : frame.name(), statusOf(frame.name()), head, frame.payload());
    }

    /** The status that the same exception has before an answer. */
    private static int statusOf(String exceptionType) {
        return switch (exceptionType) {
            case "validationException" -> 400;
            case "modelStreamErrorException" -> 424;
            case "throttlingException" -> 429;
            case "serviceUnavailableException" -> 503;
            default -> 500;
        };
    }

    private static AwsServiceException exception(
            @Nullable String code, int status, SdkHttpResponse head, String message) {
        return BedrockRuntimeException.builder()
                .statusCode(status)
                .requestId(head.firstMatchingHeader("x-amzn-RequestId").orElse(null))
                .message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("BedrockRuntime")
                        .errorCode(code)
                        .errorMessage(message)
                        .sdkHttpResponse(head)
                        .build())
                .build();
    }

    /** {@code ThrottlingException}, {@code ThrottlingException:http://…} and {@code com.amazon…#ThrottlingException}. */
    private static String codeOf(String errorType) {
        String beforeColon = errorType.split(":", 2)[0];
        return beforeColon.substring(beforeColon.indexOf('#') + 1).strip();
    }
}
