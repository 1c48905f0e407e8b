package dev.storystreamer.websocket;

import static dev.storystreamer.websocket.ScriptedConnections.AMPLE;
import static dev.storystreamer.websocket.ScriptedConnections.droppedConnection;
import static dev.storystreamer.websocket.ScriptedConnections.error;
import static dev.storystreamer.websocket.ScriptedConnections.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.storystreamer.core.Backoff;
import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientMessage;
import dev.storystreamer.core.ClientSink;
import dev.storystreamer.core.ClientSinkException;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.protocol.ClientRequest;
import dev.storystreamer.protocol.StoryFrames;
import dev.storystreamer.protocol.testkit.Receipts;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How posts, retries and deadlines react to every answer. */
class ApiGatewayConnectionsTest {

    private static final String CONNECTION = "eHrdFcnvvHcCE-w=";
    private static final ClientMessage HELLO = new ClientMessage.Text("Hello");
    private static final PostOptions QUICK =
            new PostOptions(Duration.ofSeconds(20), 3, new Backoff(Duration.ofMillis(2), Duration.ofMillis(4)));

    @RegisterExtension
    private final ScriptedConnections endpoint = new ScriptedConnections();

    private ClientSink v1(PostOptions options) {
        return endpoint.connections(options).sink(CONNECTION, StoryFrames.v1("request-1"));
    }

    private ClientSink v2(PostOptions options) {
        return endpoint.connections(options).sink(CONNECTION, StoryFrames.v2("r1", "m1", "request-1", false));
    }

    private static ClientSink.Delivery deliver(ClientSink sink, ClientMessage message) throws Exception {
        return sink.send(message, AMPLE).delivery().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static ClientSinkException failureOf(ClientSink sink, ClientMessage message) {
        Throwable thrown = catchThrowable(() -> deliver(sink, message));
        assertThat(thrown).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(ClientSinkException.class);
        return (ClientSinkException) thrown.getCause();
    }

    @Test
    void postsToTheEncodedConnectionIdBelowTheStage() throws Exception {
        assertThat(deliver(v1(QUICK), HELLO)).isEqualTo(new ClientSink.Delivery(1, 33, 0));

        assertThat(endpoint.posts()).singleElement().satisfies(post -> {
            assertThat(post.method()).isEqualTo("POST");
            assertThat(post.rawPath()).isEqualTo("/prod/@connections/eHrdFcnvvHcCE-w%3D");
            assertThat(post.contentType()).isEqualTo("application/json");
            assertThat(post.body()).isEqualTo("{\"type\":\"text\",\"message\":\"Hello\"}");
        });
    }

    @Test
    void postsTheFramesOfOneMessageOneAfterTheOther() throws Exception {
        ClientSink sink = v2(QUICK);

        deliver(sink, new ClientMessage.Opened());
        deliver(sink, HELLO);
        ClientSink.Delivery ending = deliver(sink, Receipts.finished(StopReason.END_TURN));

        assertThat(ending.posts()).isEqualTo(3);
        assertThat(endpoint.mostPostsAtOnce()).isEqualTo(1);
        assertThat(endpoint.bodies())
                .extracting(body -> body.replaceAll(".*\"type\":\"([a-z-]*)\".*", "$1"))
                .containsExactly("start", "text-start", "text-delta", "text-end", "finish", "end");
    }

    @Test
    void sendsNothingForAMessageWithoutFrames() throws Exception {
        assertThat(deliver(v1(QUICK), new ClientMessage.Reasoning("hm"))).isEqualTo(ClientSink.Delivery.NONE);
        assertThat(deliver(v2(QUICK), new ClientMessage.Other())).isEqualTo(ClientSink.Delivery.NONE);

        assertThat(endpoint.posts()).isEmpty();
    }

    @Test
    void treatsEveryStatus410AsGoneAndPostsNothingAfterIt() {
        endpoint.answers(status(410));
        ClientSink sink = v1(QUICK);

        assertThat(failureOf(sink, new ClientMessage.Opened())).isInstanceOf(ClientGoneException.class);
        assertThat(failureOf(sink, HELLO)).isInstanceOf(ClientGoneException.class);

        assertThat(endpoint.posts()).hasSize(1);
    }

    @Test
    void findsTheClientGoneBetweenTwoFramesOfOneMessage() {
        endpoint.answers(ScriptedConnections.accepted(), error(410, "GoneException"));

        ClientSinkException failure = failureOf(v2(QUICK), new ClientMessage.Opened());

        assertThat(failure).isInstanceOf(ClientGoneException.class);
        assertThat(failure.delivered())
                .isEqualTo(new ClientSink.Delivery(1, endpoint.bodies().get(0).length(), 0));
        assertThat(endpoint.posts()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 413})
    void doesNotRetryAClientError(int status) {
        endpoint.answersAlways(status(status));

        assertThat(failureOf(v2(QUICK), HELLO).delivered().retries()).isZero();

        assertThat(endpoint.posts()).hasSize(1);
    }

    @Test
    void retriesWhatWasNotDelivered() throws Exception {
        endpoint.answers(error(429, "LimitExceededException"), status(429), error(500, "InternalServerErrorException"));

        ClientSink.Delivery delivery = deliver(v1(QUICK), HELLO);

        assertThat(delivery).isEqualTo(new ClientSink.Delivery(1, 33, 3));
        assertThat(endpoint.bodies()).hasSize(4).containsOnly("{\"type\":\"text\",\"message\":\"Hello\"}");
    }

    @Test
    void doesNotRetryV1TextThatMayHaveBeenDelivered() {
        endpoint.answers(status(502));
        assertThat(failureOf(v1(QUICK), HELLO)).isNotInstanceOf(ClientGoneException.class);

        endpoint.answers(droppedConnection());
        assertThat(failureOf(v1(QUICK), HELLO)).isNotInstanceOf(ClientGoneException.class);

        assertThat(endpoint.posts()).hasSize(2);
    }

    @Test
    void retriesIdempotentFramesThatMayHaveBeenDelivered() throws Exception {
        endpoint.answers(status(502), droppedConnection());
        assertThat(deliver(v1(QUICK), new ClientMessage.Opened()).retries()).isEqualTo(2);

        endpoint.answers(status(503), droppedConnection());
        assertThat(deliver(v2(QUICK), HELLO).retries()).isEqualTo(2);

        assertThat(endpoint.bodies().subList(0, 3)).containsOnly("{\"type\":\"other\",\"message\":null}");
    }

    @Test
    void doesNotRetryV1TextAfterAServerErrorWithoutAType() {
        endpoint.answersAlways(status(503));

        assertThat(failureOf(v1(QUICK), HELLO).delivered().retries()).isZero();

        assertThat(endpoint.posts()).hasSize(1);
    }

    @Test
    void endsAV2StoryWithAnErrorFrameAfterALostFrame() throws Exception {
        ClientSink sink = v2(QUICK);
        deliver(sink, new ClientMessage.Opened());
        endpoint.answers(status(400));

        failureOf(sink, HELLO);
        deliver(sink, HELLO);
        deliver(sink, Receipts.unfinished(Ending.STOPPED, ErrorCode.STOPPED));

        assertThat(endpoint.bodies()).hasSize(4).last().asString().contains("\"type\":\"error\"");
    }

    @Test
    void countsRetriesUntilItFails() {
        endpoint.answersAlways(error(429, "LimitExceededException"));

        assertThat(failureOf(v2(QUICK), HELLO).delivered().retries()).isEqualTo(3);

        assertThat(endpoint.posts()).hasSize(4);
    }

    @Test
    void countsFailuresPerFrame() throws Exception {
        endpoint.answers(
                status(429), status(429), status(429), ScriptedConnections.accepted(), status(429), status(429));

        assertThat(deliver(v2(QUICK), new ClientMessage.Opened())).satisfies(delivery -> {
            assertThat(delivery.posts()).isEqualTo(2);
            assertThat(delivery.retries()).isEqualTo(5);
        });
    }

    @Test
    void retriesARefusedConnection() throws Exception {
        int closedPort;
        try (var socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        ClientSink sink = endpoint.connections(URI.create("http://127.0.0.1:" + closedPort + "/prod"), QUICK)
                .sink(CONNECTION, StoryFrames.v1("request-1"));

        assertThat(failureOf(sink, HELLO).delivered().retries()).isEqualTo(3);
    }

    @Test
    void abortsAPostWithoutAnAnswer() throws Exception {
        endpoint.answers(endpoint.silence());
        assertThat(deliver(v2(QUICK), HELLO).retries()).isEqualTo(1);

        endpoint.answers(endpoint.silence());
        assertThat(failureOf(v1(QUICK), HELLO)).isNotInstanceOf(ClientGoneException.class);
    }

    @Test
    void failsAtOnceIfRetryAfterIsBeyondTheDeadline() {
        endpoint.answersAlways(error(429, "LimitExceededException", "Retry-After", "61"));

        assertThat(failureOf(v2(QUICK), HELLO).delivered().retries()).isZero(); // longer than there is time

        assertThat(endpoint.posts()).hasSize(1);
    }

    @Test
    void acceptsADateInRetryAfter() {
        endpoint.answersAlways(error(
                429,
                "LimitExceededException",
                "Date",
                "Mon, 01 Jan 2024 00:00:00 GMT",
                "Retry-After",
                "Mon, 01 Jan 2024 00:01:01 GMT"));

        assertThat(failureOf(v2(QUICK), HELLO).delivered().retries()).isZero();
    }

    @Test
    void retriesAfterTheTimeInRetryAfter() throws Exception {
        endpoint.answers(error(429, "LimitExceededException", "Retry-After", "1"));

        assertThat(deliver(v1(QUICK), HELLO).retries()).isEqualTo(1);

        assertThat(endpoint.delays())
                .containsExactly(QUICK.attemptTimeout(), Duration.ofSeconds(1), QUICK.attemptTimeout());
    }

    @Test
    void drawsRetryDelaysBelowACeilingThatDoubles() {
        var options =
                new PostOptions(Duration.ofSeconds(20), 4, new Backoff(Duration.ofMillis(10), Duration.ofMillis(40)));
        endpoint.answersAlways(status(429));

        failureOf(v1(options), HELLO);

        List<Duration> delays = endpoint.delays().stream()
                .filter(delay -> !delay.equals(options.attemptTimeout()))
                .toList();
        assertThat(delays).hasSize(4).doesNotHaveDuplicates();
        for (int i = 0; i < delays.size(); i++) {
            assertThat(delays.get(i))
                    .isBetween(
                            Duration.ZERO,
                            Duration.ofMillis(List.of(10, 20, 40, 40).get(i)));
        }
    }

    @Test
    void failsWithoutThrowingWhenTheSchedulerIsShutDown() throws Exception {
        ClientSink sink = v1(QUICK);
        endpoint.stop();

        assertThat(failureOf(sink, HELLO)).isNotInstanceOf(ClientGoneException.class);
    }

    @Test
    void postsAReply() throws Exception {
        endpoint.answers(status(429));
        var reply = new ClientRequest.Reply(
                "{\"type\":\"error\",\"message\":\"é\"}", false, Optional.of(ErrorCode.INVALID_REQUEST));

        assertThat(endpoint.connections(QUICK)
                        .reply(CONNECTION, reply, AMPLE)
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS))
                .isEqualTo(new ClientSink.Delivery(1, 31, 1));

        assertThat(endpoint.bodies()).containsOnly("{\"type\":\"error\",\"message\":\"é\"}");
    }
}
