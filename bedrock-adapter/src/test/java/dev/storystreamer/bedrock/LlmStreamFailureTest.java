package dev.storystreamer.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.LlmException.Reason;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.testkit.RecordingSubscriber;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/**
 * Each failure of a call is signalled once, with the right reason, and not retried by the SDK, although the SDK's
 * clients here have retries enabled.
 */
class LlmStreamFailureTest {

    private static final String SECRET = "arn:aws:iam::123456789012:role/story CATS";

    private static final List<StoryChunk> BEGINNING = List.of(new StoryChunk.Start(), new StoryChunk.Text("Once"));

    static Stream<Arguments> errorResponses() {
        String suffix = ":http://internal.amazon.com/coral/com.amazon.bedrock/";
        return forEachClient(
                arguments(400, "ValidationException" + suffix, Reason.REJECTED),
                arguments(400, "ServiceQuotaExceededException" + suffix, Reason.THROTTLED),
                arguments(400, "ConflictException", Reason.REJECTED),
                arguments(400, null, Reason.REJECTED),
                arguments(403, "AccessDeniedException" + suffix, Reason.REJECTED),
                arguments(403, "UnrecognizedClientException", Reason.UNAUTHENTICATED),
                arguments(403, "ExpiredTokenException", Reason.UNAUTHENTICATED),
                arguments(403, "ExpiredToken", Reason.UNAUTHENTICATED),
                arguments(403, "InvalidSignatureException", Reason.UNAUTHENTICATED),
                arguments(403, "SignatureDoesNotMatch", Reason.UNAUTHENTICATED),
                arguments(403, "IncompleteSignature", Reason.UNAUTHENTICATED),
                arguments(400, "IncompleteSignatureException", Reason.UNAUTHENTICATED),
                arguments(403, "InvalidClientTokenId", Reason.UNAUTHENTICATED),
                arguments(403, "MissingAuthenticationToken", Reason.UNAUTHENTICATED),
                arguments(403, "MissingAuthenticationTokenException" + suffix, Reason.UNAUTHENTICATED),
                arguments(400, "RequestExpired", Reason.UNAUTHENTICATED),
                arguments(403, null, Reason.REJECTED),
                arguments(404, "ResourceNotFoundException" + suffix, Reason.REJECTED),
                arguments(404, null, Reason.REJECTED),
                arguments(408, "ModelTimeoutException" + suffix, Reason.TIMED_OUT),
                arguments(408, null, Reason.TIMED_OUT),
                arguments(413, null, Reason.REJECTED),
                arguments(424, "ModelErrorException" + suffix, Reason.BROKEN_STREAM),
                arguments(424, null, Reason.BROKEN_STREAM),
                arguments(429, "ThrottlingException" + suffix, Reason.THROTTLED),
                arguments(429, "throttlingException", Reason.THROTTLED),
                arguments(429, "ModelNotReadyException" + suffix, Reason.THROTTLED),
                arguments(429, null, Reason.THROTTLED),
                arguments(500, "InternalServerException" + suffix, Reason.UNAVAILABLE),
                arguments(500, null, Reason.UNAVAILABLE),
                arguments(502, null, Reason.UNAVAILABLE),
                arguments(503, "ServiceUnavailableException" + suffix, Reason.UNAVAILABLE),
                arguments(503, null, Reason.UNAVAILABLE),
                arguments(504, null, Reason.UNAVAILABLE));
    }

    @ParameterizedTest(name = "{0}: HTTP {1} {2} is {3}")
    @MethodSource("errorResponses")
    void mapsAnErrorResponseByItsTypeAndStatus(HttpClientKind http, int status, String errorType, Reason reason) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.failing(status, errorType, SECRET);
                TestModel model = http.model(bedrock.endpoint())) {
            RecordingSubscriber subscriber = subscribed(model);

            assertFailed(subscriber, reason, "Bedrock did not answer: ");
            assertThat(subscriber.chunks()).isEmpty();
            assertThat(bedrock.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"__type, ThrottlingException", "__type, com.amazon#ThrottlingException", "code, ThrottlingException"})
    void readsTheErrorTypeFromTheBodyIfTheHeadersHaveNone(String member, String type) {
        for (HttpClientKind http : HttpClientKind.values()) {
            try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                        exchange.setErrorStatus(400);
                        exchange.send(("{\"message\":\"no\",\"" + member + "\":\"" + type + "\"}").getBytes(UTF_8));
                        exchange.end();
                    });
                    TestModel model = http.model(bedrock.endpoint())) {
                assertFailed(subscribed(model), Reason.THROTTLED, "Bedrock did not answer: ThrottlingException");
            }
        }
    }

    static Stream<Arguments> exceptionEvents() {
        return forEachClient(
                arguments("internalServerException", Reason.BROKEN_STREAM),
                arguments("modelStreamErrorException", Reason.BROKEN_STREAM),
                arguments("validationException", Reason.REJECTED),
                arguments("throttlingException", Reason.THROTTLED),
                arguments("ThrottlingException", Reason.THROTTLED),
                arguments("serviceUnavailableException", Reason.UNAVAILABLE),
                arguments("modelTimeoutException", Reason.TIMED_OUT),
                arguments("anExceptionOfTheFuture", Reason.BROKEN_STREAM));
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @MethodSource("exceptionEvents")
    void mapsAnExceptionEventInTheMiddleOfTheStory(HttpClientKind http, String type, Reason reason) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(
                        EventStreamMessages.START,
                        EventStreamMessages.text("Once"),
                        EventStreamMessages.exception(type, SECRET),
                        EventStreamMessages.text(" upon"));
                TestModel model = http.model(bedrock.endpoint())) {
            RecordingSubscriber subscriber = subscribed(model);

            assertFailed(subscriber, reason, "Bedrock's answer broke off: ");
            assertThat(subscriber.chunks()).isEqualTo(BEGINNING);
            assertThat(bedrock.requests()).hasSize(1);
        }
    }

    static Stream<Arguments> invalidMessages() {
        byte[] text = EventStreamMessages.text("Once");
        return forEachClient(
                arguments(
                        "an error message", EventStreamMessages.error("InternalFailure", SECRET), Reason.BROKEN_STREAM),
                arguments(
                        "a throttling error message",
                        EventStreamMessages.error("ThrottlingException", SECRET),
                        Reason.THROTTLED),
                arguments(
                        "an exception without a type",
                        EventStreamMessages.message(
                                "{}", ":message-type", "exception", ":content-type", "application/json"),
                        Reason.BROKEN_STREAM),
                arguments(
                        "invalid JSON",
                        EventStreamMessages.event("contentBlockDelta", "{" + SECRET),
                        Reason.BROKEN_STREAM),
                arguments("a wrong checksum", EventStreamMessages.corrupted(text), Reason.BROKEN_STREAM),
                arguments("no message at all", "<html>Bad gateway</html>".getBytes(UTF_8), Reason.BROKEN_STREAM));
    }

    @ParameterizedTest(name = "{0}: {1} is {3}")
    @MethodSource("invalidMessages")
    void failsAfterTheTextOfEarlierPacketsIfAMessageIsInvalid(
            HttpClientKind http, String what, byte[] bytes, Reason reason) {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(EventStreamMessages.START, EventStreamMessages.text("Once"));
                    subscriber.awaitChunks(2);
                    exchange.send(bytes);
                    exchange.end();
                });
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(subscriber);

            assertFailed(subscriber, reason, "Bedrock's answer broke off: ");
            assertThat(subscriber.chunks()).isEqualTo(BEGINNING);
            assertThat(bedrock.requests()).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}: {1} is {3}")
    @MethodSource("invalidMessages")
    void mayLoseTextThatSharesAPacketWithAnInvalidMessage(
            HttpClientKind http, String what, byte[] bytes, Reason reason) {
        try (ScriptedBedrock bedrock =
                        ScriptedBedrock.sending(EventStreamMessages.START, EventStreamMessages.text("Once"), bytes);
                TestModel model = http.model(bedrock.endpoint())) {
            RecordingSubscriber subscriber = subscribed(model);

            assertFailed(subscriber, reason, "Bedrock's answer broke off: ");
            assertThat(subscriber.chunks())
                    .isEqualTo(BEGINNING.subList(0, subscriber.chunks().size()));
            assertThat(bedrock.requests()).hasSize(1);
        }
    }

    static Stream<Arguments> brokenConnections() {
        return forEachClient(
                arguments("dropped", (ScriptedBedrock.Script) ScriptedBedrock.Exchange::closeConnection),
                arguments("reset", (ScriptedBedrock.Script) ScriptedBedrock.Exchange::resetConnection));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("brokenConnections")
    void isUnavailableIfTheConnectionBreaksBeforeTheResponse(
            HttpClientKind http, String how, ScriptedBedrock.Script script) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(script);
                TestModel model = http.model(bedrock.endpoint())) {
            assertFailed(subscribed(model), Reason.UNAVAILABLE, "Bedrock did not answer: ");
            assertThat(bedrock.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isBrokenIfTheConnectionIsResetInTheMiddleOfTheStory(HttpClientKind http) {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(EventStreamMessages.START, EventStreamMessages.text("Once"));
                    subscriber.awaitChunks(2);
                    exchange.resetConnection();
                });
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(subscriber);

            assertFailed(subscriber, Reason.BROKEN_STREAM, "Bedrock's answer broke off: ");
            assertThat(subscriber.chunks()).isEqualTo(BEGINNING);
            assertThat(bedrock.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void signalsNoStopIfTheConnectionIsClosedInTheMiddleOfTheStory(HttpClientKind http) {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(EventStreamMessages.START, EventStreamMessages.text("Once"));
                    subscriber.awaitChunks(2);
                    exchange.closeConnection();
                });
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(subscriber);

            if (http == HttpClientKind.NETTY_HTTP1) {
                subscriber.awaitCompletion(); // Netty reports success
            } else {
                assertFailed(subscriber, Reason.BROKEN_STREAM, "Bedrock's answer broke off: ");
            }
            assertThat(subscriber.chunks()).isEqualTo(BEGINNING);
            assertThat(bedrock.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NETTY_HTTP2")
    void signalsNoStopIfTheStreamIsResetInTheMiddleOfTheStory(HttpClientKind http) {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    exchange.send(EventStreamMessages.START, EventStreamMessages.text("Once"));
                    subscriber.awaitChunks(2);
                    exchange.resetStream(); // RST_STREAM
                });
                TestModel model = http.model(bedrock.endpoint())) {
            model.story().subscribe(subscriber);

            assertThat(subscriber.awaitCompletion()).isEqualTo(BEGINNING); // Netty reports success
            assertThat(bedrock.requests()).hasSize(1);
        }
    }

    static Stream<Arguments> shortResponses() {
        byte[] text = EventStreamMessages.text("Once");
        return forEachClient(
                arguments("nothing at all", new byte[0], List.of()),
                arguments("no messageStop", EventStreamMessages.join(EventStreamMessages.START, text), BEGINNING),
                arguments(
                        "half a message",
                        EventStreamMessages.join(EventStreamMessages.START, text, Arrays.copyOf(text, text.length - 5)),
                        BEGINNING));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("shortResponses")
    void completesWithoutAStopIfTheResponseEndsEarly(
            HttpClientKind http, String what, byte[] bytes, List<StoryChunk> chunks) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(bytes);
                TestModel model = http.model(bedrock.endpoint())) {
            assertThat(subscribed(model).awaitCompletion()).isEqualTo(chunks);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isUnavailableIfTheConnectionIsRefused(HttpClientKind http) throws Exception {
        URI unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        try (TestModel model = http.model(unused)) {
            assertFailed(subscribed(model), Reason.UNAVAILABLE, "Bedrock did not answer: ");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NETTY_HTTP1", "NETTY_HTTP2"})
    void isUnavailableIfThePoolHasNoConnectionLeft(HttpClientKind http) throws Exception {
        CountDownLatch requested = new CountDownLatch(1);
        try (SdkAsyncHttpClient netty = NettyNioAsyncHttpClient.builder()
                        .protocol(http == HttpClientKind.NETTY_HTTP1 ? Protocol.HTTP1_1 : Protocol.HTTP2)
                        .maxConcurrency(1)
                        .http2Configuration(h2 -> h2.maxStreams(1L))
                        .connectionAcquisitionTimeout(Duration.ofSeconds(2))
                        .build();
                ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                    requested.countDown();
                    exchange.awaitClientClose();
                });
                TestModel model = http.model(bedrock.endpoint(), client -> client.httpClient(netty))) {
            RecordingSubscriber first = subscribed(model);
            assertThat(requested.await(20, TimeUnit.SECONDS)).isTrue();

            assertFailed(subscribed(model), Reason.UNAVAILABLE, "Bedrock did not answer: ");
            first.cancel();
            bedrock.awaitCallEnd();
        }
    }

    @ParameterizedTest
    @EnumSource
    void timesOutAtTheCallTimeoutOfTheClient(HttpClientKind http) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.running(ScriptedBedrock.Exchange::awaitClientClose);
                TestModel model = http.model(
                        bedrock.endpoint(),
                        client -> client.overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(200))))) {
            RecordingSubscriber subscriber = subscribed(model);

            assertThat(subscriber.awaitFailure()).isInstanceOf(LlmException.class);
            assertThat(((LlmException) subscriber.awaitFailure()).reason()).isEqualTo(Reason.TIMED_OUT);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NETTY_HTTP1")
    void timesOutAtTheReadTimeoutOfNetty(HttpClientKind http) {
        for (boolean answered : new boolean[] {false, true}) {
            try (SdkAsyncHttpClient netty = NettyNioAsyncHttpClient.builder()
                            .readTimeout(Duration.ofMillis(200))
                            .build();
                    ScriptedBedrock bedrock = ScriptedBedrock.running(exchange -> {
                        if (answered) {
                            exchange.send(EventStreamMessages.START);
                        }
                        exchange.awaitClientClose();
                    });
                    TestModel model = http.model(bedrock.endpoint(), client -> client.httpClient(netty))) {
                LlmException failure = (LlmException) subscribed(model).awaitFailure();

                assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
                bedrock.awaitCallEnd(); // on a busy machine the request is recorded after the client has closed it
                assertThat(bedrock.requests()).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isUnauthenticatedIfThereAreNoCredentials(HttpClientKind http) {
        AwsCredentialsProvider none = () -> {
            throw SdkClientException.create("Unable to load credentials from any of the providers in the chain");
        };
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(EventStreamMessages.STORY);
                TestModel model = http.model(bedrock.endpoint(), client -> client.credentialsProvider(none))) {
            assertFailed(subscribed(model), Reason.UNAUTHENTICATED, "Bedrock did not answer: ");
            assertThat(bedrock.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "CRT_HTTP1") // a closed Netty client still accepts requests
    void failsIfTheHttpClientIsClosed(HttpClientKind http) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.sending(EventStreamMessages.STORY)) {
            SdkAsyncHttpClient closed = http.create(1);
            TestModel model = http.model(bedrock.endpoint(), client -> client.httpClient(closed));
            model.close();
            closed.close();

            assertThat(subscribed(model).awaitFailure()).isInstanceOf(LlmException.class);
        }
    }

    private static RecordingSubscriber subscribed(TestModel model) {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        model.story().subscribe(subscriber);
        return subscriber;
    }

    private static void assertFailed(RecordingSubscriber subscriber, Reason reason, String beginning) {
        assertThat(subscriber.awaitFailure()).isInstanceOfSatisfying(LlmException.class, failure -> {
            assertThat(failure.reason()).as("%s", failure.getMessage()).isEqualTo(reason);
            assertThat(failure)
                    .hasMessageStartingWith(beginning)
                    .hasMessageNotContainingAny("arn:", "CATS", "AKIDEXAMPLE");
            assertThat(failure.getCause()).isNotNull();
        });
    }

    private static Stream<Arguments> forEachClient(Arguments... cases) {
        return Arrays.stream(HttpClientKind.values())
                .flatMap(http -> Arrays.stream(cases)
                        .map(each -> arguments(Stream.concat(Stream.of(http), Arrays.stream(each.get()))
                                .toArray())));
    }
}
