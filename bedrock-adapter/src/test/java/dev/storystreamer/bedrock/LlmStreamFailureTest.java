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
import java.util.EnumSet;
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
 * Each way in which a call goes wrong, on the wire: told once, by the right name, and never tried again by the SDK,
 * whose own retries are on in all of its clients.
 */
class LlmStreamFailureTest {

    private static final String SECRET = "arn:aws:iam::123456789012:role/story CATS";

    private static final List<StoryChunk> BEGINNING = List.of(new StoryChunk.Start(), new StoryChunk.Text("Once"));

    static Stream<Arguments> refusals() {
        String suffix = ":http://internal.amazon.com/coral/com.amazon.bedrock/";
        return overEach(
                arguments(400, "ValidationException" + suffix, Reason.REJECTED),
                arguments(400, "ServiceQuotaExceededException" + suffix, Reason.THROTTLED),
                arguments(400, "ConflictException", Reason.REJECTED),
                arguments(400, null, Reason.REJECTED),
                arguments(403, "AccessDeniedException" + suffix, Reason.REJECTED),
                arguments(403, "UnrecognizedClientException", Reason.REJECTED),
                arguments(403, "ExpiredTokenException", Reason.REJECTED),
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
    @MethodSource("refusals")
    void namesARefusalByItsTypeAndByItsStatus(Road road, int status, String errorType, Reason reason) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.refusing(status, errorType, SECRET);
                Road.Model model = road.to(bedrock.endpoint())) {
            RecordingSubscriber subscriber = subscribed(model);

            assertFailed(subscriber, reason, "Bedrock did not answer: ");
            assertThat(subscriber.chunks()).isEmpty();
            assertThat(bedrock.calls()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"__type, ThrottlingException", "__type, com.amazon#ThrottlingException", "code, ThrottlingException"})
    void namesARefusalByItsBodyWhereItsHeadDoesNot(String member, String type) {
        for (Road road : Road.values()) {
            try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                        wire.refuseWithoutAType(400);
                        wire.send(("{\"message\":\"no\",\"" + member + "\":\"" + type + "\"}").getBytes(UTF_8));
                        wire.end();
                    });
                    Road.Model model = road.to(bedrock.endpoint())) {
                assertFailed(subscribed(model), Reason.THROTTLED, "Bedrock did not answer: ThrottlingException");
            }
        }
    }

    static Stream<Arguments> exceptionsInTheStream() {
        return overEach(
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
    @MethodSource("exceptionsInTheStream")
    void namesAnExceptionInTheMiddleOfTheStory(Road road, String type, Reason reason) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.answering(
                        Frames.START, Frames.text("Once"), Frames.exception(type, SECRET), Frames.text(" upon"));
                Road.Model model = road.to(bedrock.endpoint())) {
            RecordingSubscriber subscriber = subscribed(model);

            assertFailed(subscriber, reason, "Bedrock's answer broke off: ");
            assertThat(subscriber.chunks()).isEqualTo(BEGINNING);
            assertThat(bedrock.calls()).hasSize(1);
        }
    }

    static Stream<Arguments> brokenAnswers() {
        byte[] text = Frames.text("Once");
        return overEach(
                arguments("an error frame", Frames.error("InternalFailure", SECRET), Reason.BROKEN_STREAM),
                arguments("a throttling error frame", Frames.error("ThrottlingException", SECRET), Reason.THROTTLED),
                arguments(
                        "an exception without a type",
                        Frames.frame("{}", ":message-type", "exception", ":content-type", "application/json"),
                        Reason.BROKEN_STREAM),
                arguments("no JSON", Frames.event("contentBlockDelta", "{" + SECRET), Reason.BROKEN_STREAM),
                arguments("a wrong checksum", Frames.corrupted(text), Reason.BROKEN_STREAM),
                arguments("no frame at all", "<html>Bad gateway</html>".getBytes(UTF_8), Reason.BROKEN_STREAM));
    }

    @ParameterizedTest(name = "{0}: {1} is {3}")
    @MethodSource("brokenAnswers")
    void namesAnAnswerThatCannotBeRead(Road road, String what, byte[] bytes, Reason reason) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    wire.send(Frames.START, Frames.text("Once"));
                    wire.send(bytes);
                    wire.end();
                });
                Road.Model model = road.to(bedrock.endpoint())) {
            RecordingSubscriber subscriber = subscribed(model);

            assertFailed(subscriber, reason, "Bedrock's answer broke off: ");
            assertThat(BEGINNING).startsWith(subscriber.chunks().toArray(StoryChunk[]::new));
            assertThat(bedrock.calls()).hasSize(1);
        }
    }

    static Stream<Arguments> deadConnections() {
        return overEach(
                arguments("dropped", (ScriptedBedrock.Part) ScriptedBedrock.Wire::drop),
                arguments("reset", (ScriptedBedrock.Part) ScriptedBedrock.Wire::reset));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("deadConnections")
    void isUnavailableWhenTheConnectionBreaksBeforeAnAnswer(Road road, String how, ScriptedBedrock.Part part) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(part);
                Road.Model model = road.to(bedrock.endpoint())) {
            assertFailed(subscribed(model), Reason.UNAVAILABLE, "Bedrock did not answer: ");
            assertThat(bedrock.calls()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isBrokenWhenTheConnectionIsResetInTheMiddleOfTheStory(Road road) {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    wire.send(Frames.START, Frames.text("Once"));
                    subscriber.awaitChunks(2);
                    wire.reset();
                });
                Road.Model model = road.to(bedrock.endpoint())) {
            model.tell().subscribe(subscriber);

            assertFailed(subscriber, Reason.BROKEN_STREAM, "Bedrock's answer broke off: ");
            assertThat(subscriber.chunks()).isEqualTo(BEGINNING);
            assertThat(bedrock.calls()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverShowsAStopWhenTheConnectionIsDroppedInTheMiddleOfTheStory(Road road) {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    wire.send(Frames.START, Frames.text("Once"));
                    subscriber.awaitChunks(2);
                    wire.drop();
                });
                Road.Model model = road.to(bedrock.endpoint())) {
            model.tell().subscribe(subscriber);

            if (road.transport() == Transport.NETTY_HTTP1) {
                subscriber.awaitCompletion(); // a success, says Netty
            } else {
                assertFailed(subscriber, Reason.BROKEN_STREAM, "Bedrock's answer broke off: ");
            }
            assertThat(subscriber.chunks()).isEqualTo(BEGINNING);
            assertThat(bedrock.calls()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = ".*_HTTP2", mode = EnumSource.Mode.MATCH_ALL)
    void neverShowsAStopWhenTheStreamIsResetInTheMiddleOfTheStory(Road road) {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    wire.send(Frames.START, Frames.text("Once"));
                    subscriber.awaitChunks(2);
                    wire.abort(); // RST_STREAM
                });
                Road.Model model = road.to(bedrock.endpoint())) {
            model.tell().subscribe(subscriber);

            assertThat(subscriber.awaitCompletion()).isEqualTo(BEGINNING); // a success, says Netty
            assertThat(bedrock.calls()).hasSize(1);
        }
    }

    static Stream<Arguments> shortAnswers() {
        byte[] text = Frames.text("Once");
        return overEach(
                arguments("nothing at all", new byte[0], List.of()),
                arguments("no messageStop", Frames.join(Frames.START, text), BEGINNING),
                arguments(
                        "half a frame",
                        Frames.join(Frames.START, text, Arrays.copyOf(text, text.length - 5)),
                        BEGINNING));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("shortAnswers")
    void endsWithoutAStopWhenTheAnswerIsCutInGoodOrder(Road road, String what, byte[] bytes, List<StoryChunk> chunks) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.answering(bytes);
                Road.Model model = road.to(bedrock.endpoint())) {
            assertThat(subscribed(model).awaitCompletion()).isEqualTo(chunks);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isUnavailableWhenTheConnectionIsRefused(Road road) throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        try (Road.Model model = road.to(nobody)) {
            assertFailed(subscribed(model), Reason.UNAVAILABLE, "Bedrock did not answer: ");
        }
    }

    @ParameterizedTest
    @EnumSource(names = ".*_NETTY_.*", mode = EnumSource.Mode.MATCH_ALL)
    void isUnavailableWhenThePoolHasNoConnectionLeft(Road road) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
                        .protocol(road.transport() == Transport.NETTY_HTTP1 ? Protocol.HTTP1_1 : Protocol.HTTP2)
                        .maxConcurrency(1)
                        .http2Configuration(h2 -> h2.maxStreams(1L))
                        .connectionAcquisitionTimeout(Duration.ofSeconds(2))
                        .build();
                ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                    asked.countDown();
                    wire.awaitClientLeft();
                });
                Road.Model model = road.to(bedrock.endpoint(), http)) {
            RecordingSubscriber first = subscribed(model);
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

            assertFailed(subscribed(model), Reason.UNAVAILABLE, "Bedrock did not answer: ");
            first.cancel();
            bedrock.awaitCallOver();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SDK_.*", mode = EnumSource.Mode.MATCH_ALL)
    void timesOutWhenTheClientsOwnLimitIsReached(Road road) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.playing(ScriptedBedrock.Wire::awaitClientLeft);
                Road.Model model = Road.through(
                        Road.sdk(bedrock.endpoint(), road.transport().shared())
                                .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(200))))) {
            RecordingSubscriber subscriber = subscribed(model);

            assertThat(subscriber.awaitFailure()).isInstanceOf(LlmException.class);
            assertThat(((LlmException) subscriber.awaitFailure()).reason()).isEqualTo(Reason.TIMED_OUT);
        }
    }

    @ParameterizedTest
    @EnumSource(names = ".*_NETTY_HTTP1", mode = EnumSource.Mode.MATCH_ALL)
    void timesOutWhenNettyReadsNothingForTooLong(Road road) {
        for (boolean begun : new boolean[] {false, true}) {
            try (SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
                            .readTimeout(Duration.ofMillis(200))
                            .build();
                    ScriptedBedrock bedrock = ScriptedBedrock.playing(wire -> {
                        if (begun) {
                            wire.send(Frames.START);
                        }
                        wire.awaitClientLeft();
                    });
                    Road.Model model = road.to(bedrock.endpoint(), http)) {
                LlmException failure = (LlmException) subscribed(model).awaitFailure();

                assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
                bedrock.awaitCallOver(); // a busy server looks at a request after its client has left
                assertThat(bedrock.calls()).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedWhenThereAreNoCredentials(Road road) {
        AwsCredentialsProvider none = () -> {
            throw SdkClientException.create("Unable to load credentials from any of the providers in the chain");
        };
        try (ScriptedBedrock bedrock = ScriptedBedrock.answering(Frames.STORY);
                Road.Model model = road.to(bedrock.endpoint(), none)) {
            assertFailed(subscribed(model), Reason.REJECTED, "Bedrock did not answer: ");
            assertThat(bedrock.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = ".*_CRT_HTTP1", mode = EnumSource.Mode.MATCH_ALL) // Netty goes on as if it were open
    void reportsAClientThatWasClosed(Road road) {
        try (ScriptedBedrock bedrock = ScriptedBedrock.answering(Frames.STORY)) {
            SdkAsyncHttpClient http = road.transport().http(1);
            Road.Model model = road.to(bedrock.endpoint(), http);
            model.close();
            http.close();

            assertThat(subscribed(model).awaitFailure()).isInstanceOf(LlmException.class);
        }
    }

    private static RecordingSubscriber subscribed(Road.Model model) {
        RecordingSubscriber subscriber = RecordingSubscriber.oneByOne();
        model.tell().subscribe(subscriber);
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

    private static Stream<Arguments> overEach(Arguments... cases) {
        return EnumSet.allOf(Road.class).stream()
                .flatMap(road -> Arrays.stream(cases)
                        .map(each -> arguments(Stream.concat(Stream.of(road), Arrays.stream(each.get()))
                                .toArray())));
    }
}
