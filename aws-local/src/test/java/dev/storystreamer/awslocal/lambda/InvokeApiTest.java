package dev.storystreamer.awslocal.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.LocalCloud;
import dev.storystreamer.awslocal.LocalCloudExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvokeApiTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @RegisterExtension
    final LocalCloudExtension aws = new LocalCloudExtension();

    private final CountDownLatch called = new CountDownLatch(1);

    @BeforeEach
    void deploy(LocalCloud cloud) {
        cloud.deploy("echo", (event, invocation) -> {
            called.countDown();
            return event;
        });
        cloud.deploy("broken", (event, invocation) -> {
            throw new IllegalStateException("on purpose");
        });
    }

    private HttpResponse<String> invoke(String rawName, String type, String body) throws Exception {
        return invoke(aws.cloud(), rawName, type, body);
    }

    private static HttpResponse<String> invoke(LocalCloud cloud, String rawName, String type, String body)
            throws Exception {
        var uri = URI.create(cloud.endpointUri() + "/2015-03-31/functions/" + rawName + "/invocations");
        var request = HttpRequest.newBuilder(uri)
                .header("X-Amz-Invocation-Type", type)
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo",
                "echo:prod",
                "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aecho",
                "000000000000%3Afunction%3Aecho"
            })
    void returnsTheFunctionsResponse(String rawName) throws Exception {
        HttpResponse<String> answer = invoke(rawName, "RequestResponse", "{\"é\":1}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"é\":1}");
        assertThat(answer.headers().firstValue("X-Amz-Executed-Version")).hasValue("$LATEST");
        assertThat(answer.headers().firstValue("X-Amz-Function-Error")).isEmpty();
    }

    @Test
    void respondsToAnEventBeforeTheFunctionEnds() throws Exception {
        HttpResponse<String> answer = invoke("echo", "Event", "{}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void acceptsAnEventOfUpToOneMegabyte() throws Exception {
        String most = "\"" + "x".repeat(1024 * 1024 - 2) + "\"";

        assertThat(invoke("echo", "Event", most).statusCode()).isEqualTo(202);
        assertThat(invoke("echo", "Event", most + " ").statusCode()).isEqualTo(413);
        assertThat(invoke("echo", "RequestResponse", most + " ").statusCode()).isEqualTo(200);
    }

    @Test
    void rejectsAnUnknownInvocationType() throws Exception {
        HttpResponse<String> answer = invoke("echo", "Later", "{}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).hasValue("InvalidParameterValueException");
        assertThat(called.getCount()).isEqualTo(1);
    }

    @Test
    void reportsAFunctionErrorWithStatus200() throws Exception {
        HttpResponse<String> answer = invoke("broken", "RequestResponse", "{}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Amz-Function-Error")).hasValue("Unhandled");
        assertThat(JsonParser.parseString(answer.body())
                        .getAsJsonObject()
                        .get("errorMessage")
                        .getAsString())
                .isEqualTo("on purpose");
    }

    @Test
    void doesNotInvokeTheFunctionForADryRun() throws Exception {
        assertThat(invoke("echo", "DryRun", "{}").statusCode()).isEqualTo(204);
        assertThat(called.getCount()).isEqualTo(1);
    }

    @Test
    void throttlesSynchronousInvocationsAndQueuesEventsAtTheLimit() throws Exception {
        var running = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (LocalCloud narrow = LocalCloud.builder().concurrency(1).start()) {
            narrow.deploy("slow", (event, invocation) -> {
                running.countDown();
                release.await();
                return event;
            });
            narrow.deploy("echo", (event, invocation) -> {
                called.countDown();
                return event;
            });
            invoke(narrow, "slow", "Event", "{}");
            running.await();

            HttpResponse<String> throttled = invoke(narrow, "echo", "RequestResponse", "{}");
            HttpResponse<String> queued = invoke(narrow, "echo", "Event", "{}");
            long calledMeanwhile = 1 - called.getCount();
            release.countDown();

            assertThat(throttled.statusCode()).isEqualTo(429);
            assertThat(throttled.headers().firstValue("x-amzn-errortype")).hasValue("TooManyRequestsException");
            assertThat(throttled.headers().firstValue("Retry-After")).isPresent();
            assertThat(throttled.body())
                    .isEqualTo("{\"Reason\":\"ConcurrentInvocationLimitExceeded\",\"Type\":\"User\","
                            + "\"message\":\"Rate Exceeded.\"}");
            assertThat(queued.statusCode()).isEqualTo(202);
            assertThat(calledMeanwhile).isZero();
            assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void rejectsInvalidJsonAndUnknownFunctions() throws Exception {
        HttpResponse<String> nonsense = invoke("echo", "RequestResponse", "nonsense");
        HttpResponse<String> unknown = invoke("nobody", "RequestResponse", "{}");

        assertThat(nonsense.statusCode()).isEqualTo(400);
        assertThat(nonsense.headers().firstValue("x-amzn-errortype")).hasValue("InvalidRequestContentException");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .contains("Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody");
    }
}
