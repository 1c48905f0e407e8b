package dev.storystreamer.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.ApiGatewayManagementApiException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.ForbiddenException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.LimitExceededException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PayloadTooLargeException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionResponse;

/**
 * Reads the answer to one post: its head decides, its body is kept only to say what was wrong.
 *
 * <p>The HTTP client calls one method after the other, so the fields need no lock; the future hands the outcome over.
 */
final class PostAnswer implements SdkAsyncHttpResponseHandler, Subscriber<ByteBuffer> {

    private static final int MAX_MESSAGE_BYTES = 4096;

    private final CompletableFuture<PostToConnectionResponse> response = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private @Nullable SdkHttpResponse head;

    CompletableFuture<PostToConnectionResponse> response() {
        return response;
    }

    @Override
    public void onHeaders(SdkHttpResponse headers) {
        head = headers;
    }

    @Override
    public void onStream(Publisher<ByteBuffer> stream) {
        stream.subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        byte[] kept = new byte[Math.min(bytes.remaining(), MAX_MESSAGE_BYTES - body.size())];
        bytes.get(kept);
        body.write(kept, 0, kept.length);
    }

    @Override
    public void onError(Throwable failure) {
        response.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        SdkHttpResponse answer = head;
        if (answer == null) {
            response.completeExceptionally(new IllegalStateException("an answer without a head"));
        } else if (answer.isSuccessful()) {
            PostToConnectionResponse.Builder accepted = PostToConnectionResponse.builder();
            accepted.sdkHttpResponse(answer);
            response.complete(accepted.build());
        } else {
            response.completeExceptionally(refusal(answer));
        }
    }

    private ApiGatewayManagementApiException refusal(SdkHttpResponse answer) {
        String code = answer.firstMatchingHeader("x-amzn-ErrorType")
                .map(PostAnswer::codeOf)
                .orElse(null);
        String message =
                body.size() == 0 ? "Service returned HTTP status " + answer.statusCode() : body.toString(UTF_8);
        ApiGatewayManagementApiException.Builder exception = builder(code == null ? "" : code);
        exception
                .statusCode(answer.statusCode())
                .requestId(answer.firstMatchingHeader("x-amzn-RequestId").orElse(null))
                .message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("ApiGatewayManagementApi")
                        .errorCode(code)
                        .errorMessage(message)
                        .sdkHttpResponse(answer)
                        .build());
        return (ApiGatewayManagementApiException) exception.build();
    }

    /** {@code GoneException}, {@code GoneException:http://…} and {@code com.amazonaws…#GoneException} are one error. */
    private static String codeOf(String errorType) {
        String beforeColon = errorType.split(":", 2)[0];
        return beforeColon.substring(beforeColon.indexOf('#') + 1).strip();
    }

    private static ApiGatewayManagementApiException.Builder builder(String code) {
        return switch (code.toLowerCase(Locale.ROOT)) {
            case "goneexception" -> GoneException.builder();
            case "limitexceededexception" -> LimitExceededException.builder();
            case "forbiddenexception" -> ForbiddenException.builder();
            case "payloadtoolargeexception" -> PayloadTooLargeException.builder();
            default -> ApiGatewayManagementApiException.builder();
        };
    }
}
