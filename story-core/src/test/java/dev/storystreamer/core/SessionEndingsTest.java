package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storystreamer.core.LlmException.Reason;
import dev.storystreamer.core.VirtualSession.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link SessionState}: every ending of docs/endings.md, as events. */
class SessionEndingsTest {

    private static final Duration TIME = Duration.ofMinutes(10);
    private static final Path ENDINGS = Path.of("..", "docs", "endings.md");

    /** A script of events and its ending. It stands for all rows of docs/endings.md that are the same for the session. */
    private record Row(
            String names,
            IntFunction<Answer> answers,
            Consumer<VirtualSession> script,
            Ending ending,
            Optional<ErrorCode> errorCode,
            int calls,
            Last last) {

        Row(String names, Consumer<VirtualSession> script, Ending ending, @Nullable ErrorCode errorCode) {
            this(names, number -> Answer.ACCEPTED, script, ending, Optional.ofNullable(errorCode), 1, Last.ENDED);
        }

        Row calls(int expected) {
            return new Row(names, answers, script, ending, errorCode, expected, last);
        }

        Row answers(IntFunction<Answer> expected) {
            return new Row(names, expected, script, ending, errorCode, calls, last);
        }

        Row last(Last expected) {
            return new Row(names, answers, script, ending, errorCode, calls, expected);
        }

        @Override
        public String toString() {
            return names;
        }
    }

    /** The last message that was sent, accepted or not. */
    private enum Last {
        ENDED,
        ENDED_TWICE,
        TEXT
    }

    static List<Row> rows() {
        return List.of(
                failsEachCall("HTTP 429 ThrottlingException; HTTP 429 ModelNotReadyException", Reason.THROTTLED),
                failsEachCall(
                        "HTTP 500 InternalServerException; HTTP 503 ServiceUnavailableException; HTTP 502;"
                                + " connection closed before the answer",
                        Reason.UNAVAILABLE),
                failsEachCall("connection refused", Reason.UNAVAILABLE),
                failsEachCall("throttlingException before any words", Reason.THROTTLED),
                fails(
                        "HTTP 403 AccessDeniedException; HTTP 404 ResourceNotFoundException; HTTP 400 ValidationException",
                        Reason.REJECTED),
                fails(
                        "HTTP 403 ExpiredTokenException; HTTP 403 UnrecognizedClientException;"
                                + " HTTP 403 InvalidSignatureException",
                        Reason.UNAUTHENTICATED),
                fails("HTTP 424 ModelErrorException", Reason.BROKEN_STREAM),
                fails("HTTP 408 ModelTimeoutException", Reason.TIMED_OUT),
                new Row(
                                "429 twice, then the story",
                                session -> {
                                    retry(session, Reason.THROTTLED);
                                    retry(session, Reason.THROTTLED);
                                    session.texts("Once", " upon").modelStops(StopReason.END_TURN);
                                },
                                Ending.FINISHED,
                                null)
                        .calls(3),
                failsAfterWords("throttlingException after words", Reason.THROTTLED),
                failsAfterWords("serviceUnavailableException after words", Reason.UNAVAILABLE),
                failsAfterWords("validationException after words", Reason.REJECTED),
                failsAfterWords(
                        "internalServerException after words; modelStreamErrorException after words;"
                                + " an unknown exception after words; an error message after words;"
                                + " a frame with a wrong checksum; connection closed in mid-stream;"
                                + " connection reset in mid-stream; half a frame, then closed",
                        Reason.BROKEN_STREAM),
                new Row(
                        "ended without messageStop; half a frame, then a clean end",
                        session -> session.texts("Once", " upon").modelCompletes(),
                        Ending.INCOMPLETE,
                        ErrorCode.STORY_INCOMPLETE),
                new Row(
                        "an empty answer",
                        VirtualSession::modelCompletes,
                        Ending.INCOMPLETE,
                        ErrorCode.STORY_INCOMPLETE),
                stops("stops with end_turn", StopReason.END_TURN),
                stops("stops with max_tokens", StopReason.MAX_TOKENS),
                stops("stops with content_filtered", StopReason.CONTENT_FILTERED),
                stops("stops with guardrail_intervened", StopReason.GUARDRAIL_INTERVENED),
                new Row(
                        "deadline of the invocation",
                        SessionEndingsTest::sendTextUntilTheEnd,
                        Ending.EXPIRED,
                        ErrorCode.DEADLINE_EXCEEDED),
                new Row(
                        "silence before the first event",
                        session -> session.advance(RelayOptions.DEFAULTS.firstContentTimeout()),
                        Ending.EXPIRED,
                        ErrorCode.MODEL_STALLED),
                new Row(
                        "silence after words",
                        session -> session.texts("Once").advance(RelayOptions.DEFAULTS.stallTimeout()),
                        Ending.EXPIRED,
                        ErrorCode.MODEL_STALLED),
                new Row(
                        "silence after messageStart, then the story",
                        session -> session.chunk(new StoryChunk.Start())
                                .advance(RelayOptions.DEFAULTS.stallTimeout().plusSeconds(1))
                                .texts("Once", " upon")
                                .modelStops(StopReason.END_TURN),
                        Ending.FINISHED,
                        null),
                new Row(
                        "stopped",
                        session -> session.texts("Once").on(new SessionEvent.StopRequested()),
                        Ending.STOPPED,
                        ErrorCode.STOPPED),
                new Row(
                                "client gone; posts answered 410 without an error type from the 3rd on",
                                SessionEndingsTest::sendTextUntilTheEnd,
                                Ending.GONE,
                                null)
                        .answers(number -> number < 3 ? Answer.ACCEPTED : Answer.GONE)
                        .last(Last.TEXT),
                new Row(
                                "posts answered 429 from the 4th on; posts answered 500 from the 4th on;"
                                        + " posts answered 403 from the 4th on",
                                SessionEndingsTest::sendTextUntilTheEnd,
                                Ending.FAILED,
                                ErrorCode.DELIVERY_FAILED)
                        .answers(number -> number < 4 ? Answer.ACCEPTED : Answer.REFUSED),
                new Row(
                                "post 4 answered 403, later ones accepted",
                                SessionEndingsTest::sendTextUntilTheEnd,
                                Ending.FAILED,
                                ErrorCode.DELIVERY_FAILED)
                        .answers(number -> number == 4 ? Answer.REFUSED : Answer.ACCEPTED),
                new Row(
                                "posts 3 and 4 answered 429; posts 3 and 4 answered 500",
                                session -> session.texts("Once", " upon").modelStops(StopReason.END_TURN),
                                Ending.FINISHED,
                                null)
                        .answers(number -> Answer.ACCEPTED), // the sink retries
                new Row(
                                "post 4 delivered, but answered 500 without an error type;"
                                        + " post 4 lost, and answered 502 without an error type; post 4 never answered",
                                session -> session.texts("Once", " upon").modelStops(StopReason.END_TURN),
                                Ending.FAILED,
                                ErrorCode.DELIVERY_FAILED)
                        .answers(number ->
                                number == 4 ? Answer.REFUSED : Answer.ACCEPTED), // in protocol 2 the sink retries
                new Row(
                                "posts never answered from the 4th on",
                                SessionEndingsTest::sendTextUntilTheEnd,
                                Ending.EXPIRED,
                                ErrorCode.DEADLINE_EXCEEDED)
                        .answers(number -> number < 4 ? Answer.ACCEPTED : Answer.NONE),
                failsWithoutTheText(
                        "slow posts, and the model fails after much text",
                        session -> session.modelFails(Reason.BROKEN_STREAM),
                        ErrorCode.MODEL_FAILED),
                failsWithoutTheText(
                        "slow posts, and the model stops after much text",
                        session -> session.modelStops(StopReason.END_TURN),
                        ErrorCode.DELIVERY_FAILED),
                new Row(
                                "end answered 403",
                                session -> session.texts("Once", " upon").modelStops(StopReason.END_TURN),
                                Ending.FAILED,
                                ErrorCode.DELIVERY_FAILED)
                        .answers(number -> number == 7 ? Answer.REFUSED : Answer.ACCEPTED) // the last message
                        .last(Last.ENDED_TWICE));
    }

    /** The text is not answered by its deadline. */
    private static Row failsWithoutTheText(String name, Consumer<VirtualSession> modelEnds, ErrorCode errorCode) {
        return new Row(
                        name,
                        session -> {
                            session.texts("Once", " upon");
                            modelEnds.accept(session);
                            session.advance(TIME);
                        },
                        Ending.FAILED,
                        errorCode)
                .answers(number -> number == 2 ? Answer.NONE : Answer.ACCEPTED);
    }

    private static void sendTextUntilTheEnd(VirtualSession session) {
        for (Duration left = TIME; !left.isNegative(); left = left.minusSeconds(1)) {
            session.texts(" and").advance(Duration.ofSeconds(1));
        }
    }

    private static Row fails(String names, Reason reason) {
        return new Row(names, session -> session.modelFails(reason), Ending.FAILED, reason.errorCode());
    }

    private static Row failsEachCall(String names, Reason reason) {
        int calls = 1 + RelayOptions.DEFAULTS.maxModelRetries();
        return new Row(
                        names,
                        session -> {
                            for (int call = 1; call < calls; call++) {
                                retry(session, reason);
                            }
                            session.modelFails(reason);
                        },
                        Ending.FAILED,
                        reason.errorCode())
                .calls(calls);
    }

    private static void retry(VirtualSession session, Reason reason) {
        session.modelFails(reason).advance(RelayOptions.DEFAULTS.retryBackoff().maxDelay());
    }

    private static Row failsAfterWords(String names, Reason reason) {
        return new Row(
                names, session -> session.texts("Once", " upon").modelFails(reason), Ending.FAILED, reason.errorCode());
    }

    private static Row stops(String names, StopReason reason) {
        return new Row(names, session -> session.texts("Once", " upon").modelStops(reason), Ending.FINISHED, null);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void endsOnceAsExpected(Row row) {
        VirtualSession session = new VirtualSession(RelayOptions.DEFAULTS, TIME, row.answers());

        row.script().accept(session);

        Receipt receipt = session.receipt();
        assertThat(receipt.ending()).isEqualTo(row.ending());
        assertThat(receipt.errorCode()).isEqualTo(row.errorCode());
        assertThat(session.calls()).as("calls of the model").isEqualTo(row.calls());
        List<ClientMessage> endings = session.messages().stream()
                .filter(ClientMessage.Ended.class::isInstance)
                .toList();
        assertThat(endings)
                .as("last messages")
                .hasSize(
                        switch (row.last()) {
                            case ENDED -> 1;
                            case ENDED_TWICE -> 2;
                            case TEXT -> 0;
                        });
        assertThat(session.messages())
                .last()
                .isInstanceOf(row.last() == Last.TEXT ? ClientMessage.Text.class : ClientMessage.Ended.class);
        assertNothingChangesAfterwards(session);
    }

    private static void assertNothingChangesAfterwards(VirtualSession session) {
        session.takeActions();

        session.texts("late").modelCompletes().modelFails(Reason.THROTTLED);
        session.on(new SessionEvent.StopRequested()).on(new SessionEvent.MessageFailed(VirtualSession.refused()));
        session.on(new SessionEvent.ActionFailed(VirtualSession.refused()));
        for (TimerKind kind : TimerKind.values()) {
            session.on(new SessionEvent.TimerFired(kind));
        }
        session.advance(TIME);

        assertThat(session.takeActions()).as("actions after the end").isEmpty();
    }

    @Test
    void theTableHasEveryStoryOfTheDocument() throws IOException {
        Set<String> documented = Files.readAllLines(ENDINGS).stream()
                .map(line -> line.split("\\|"))
                .filter(cells -> cells.length == 7 && cells[2].strip().matches("v1|v2"))
                .filter(cells -> !cells[3].strip().equals("–"))
                .map(cells -> cells[1].strip())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> tested = rows().stream()
                .flatMap(row -> Stream.of(row.names().split(";")))
                .map(String::strip)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(tested).isEqualTo(documented);
    }
}
