package dev.storystreamer.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.LlmException.Reason;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.InternalServerException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/** Cases that a server cannot produce; the others are in {@link LlmStreamFailureTest}. */
class BedrockErrorMapperTest {

    @Test
    void unwrapsExceptionsOfFutures() {
        Throwable throttled =
                ThrottlingException.builder().statusCode(429).requestId("r-1").build();

        LlmException failure = BedrockErrorMapper.map(
                new CompletionException(new ExecutionException(new CompletionException(throttled))), false);

        assertThat(failure.reason()).isEqualTo(Reason.THROTTLED);
        assertThat(failure)
                .hasCause(throttled)
                .hasMessage("Bedrock did not answer: ThrottlingException (HTTP 429, request id r-1)");
    }

    @Test
    void keepsAWrapperWithoutACause() {
        Throwable empty = new CompletionException("empty", null);

        assertThat(BedrockErrorMapper.map(empty, true)).hasCause(empty);
    }

    @Test
    void allowsARetryOfAServerErrorOnlyBeforeTheAnswer() {
        Throwable internal = InternalServerException.builder().statusCode(500).build();

        assertThat(BedrockErrorMapper.map(internal, false).reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(BedrockErrorMapper.map(internal, true).reason()).isEqualTo(Reason.BROKEN_STREAM);
    }

    @Test
    void copiesOnlyPlainNamesIntoTheMessage() {
        Throwable hostile = BedrockRuntimeException.builder()
                .statusCode(400)
                .requestId("arn:aws:iam::123456789012:role/x")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("Tell me about: CATS")
                        .errorMessage("arn:aws:iam::123456789012:role/x")
                        .build())
                .build();

        assertThat(BedrockErrorMapper.map(hostile, false))
                .hasMessage("Bedrock did not answer: BedrockRuntimeException (HTTP 400, request id unknown)");
    }

    @Test
    void namesTheConnectionErrorInTheMessage() {
        Throwable refused =
                SdkClientException.create("Unable to execute HTTP request", new IOException("10.0.0.1 is away"));

        assertThat(BedrockErrorMapper.map(refused, false))
                .hasMessage("Bedrock did not answer: IOException")
                .hasCause(refused);
    }

    @Test
    void isUnauthenticatedIfTheServiceThatIssuesCredentialsRefuses() {
        Throwable denied = AwsServiceException.builder().statusCode(403).build();
        Throwable failed = AwsServiceException.builder().statusCode(500).build();

        assertThat(BedrockErrorMapper.map(denied, false).reason()).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(BedrockErrorMapper.map(failed, false).reason()).isEqualTo(Reason.UNAVAILABLE);
    }
}
