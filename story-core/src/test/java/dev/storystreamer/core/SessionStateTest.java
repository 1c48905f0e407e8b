package dev.storystreamer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link SessionState}: the actions of single events. */
class SessionStateTest {

    private static final RelayOptions OPTIONS = RelayOptions.DEFAULTS;
    private static final Duration TIME = Duration.ofMinutes(1);
    private static final long END = TIME.toNanos();
    private static final long RESERVE = OPTIONS.endingReserve().toNanos();
    private static final long ENDING = END - RESERVE - RESERVE / 4;
    private static final long TEXT_DEADLINE = END - RESERVE;
    private static final long LAST = END - RESERVE / 4;
    private static final long HARD_DEADLINE = END - RESERVE / 8;

    private static final SessionEvent STARTED = new SessionEvent.Started();
    private static final SessionEvent SUBSCRIBED = new SessionEvent.ModelSubscribed(1);
    private static final SessionEvent ACCEPTED = new SessionEvent.MessageAccepted(new ClientSink.Delivery(1, 30, 0));
    private static final SessionEvent STOP = new SessionEvent.StopRequested();

    private final Throwable refused = VirtualSession.refused();
    private final SessionState state = new SessionState(OPTIONS, TIME, 0);

    private static SessionEvent text(String text) {
        return new SessionEvent.ChunkReceived(1, new StoryChunk.Text(text));
    }

    private static SessionAction send(String text) {
        return new SessionAction.Send(new ClientMessage.Text(text), TEXT_DEADLINE);
    }

    private static SessionAction setTimer(TimerKind kind, long at) {
        return new SessionAction.SetTimer(kind, at);
    }

    private static SessionAction cancelTimer(TimerKind kind) {
        return new SessionAction.CancelTimer(kind);
    }

    private List<SessionAction> on(SessionEvent... events) {
        List<SessionAction> actions = List.of();
        for (SessionEvent event : events) {
            actions = state.on(event, 0);
        }
        return actions;
    }

    @Test
    void callsTheModelAndSendsOpenedAtTheStart() {
        assertThat(on(STARTED))
                .containsExactly(
                        setTimer(TimerKind.DEADLINE, ENDING),
                        setTimer(TimerKind.HARD_DEADLINE, HARD_DEADLINE),
                        new SessionAction.Subscribe(1),
                        setTimer(TimerKind.STALL, OPTIONS.firstContentTimeout().toNanos()),
                        new SessionAction.Send(new ClientMessage.Opened(), TEXT_DEADLINE));
        assertThat(on(SUBSCRIBED)).containsExactly(new SessionAction.Request(1, 32));
    }

    @Test
    void sendsTheFirstTextAtOnceAndJoinsWhatArrivesMeanwhile() {
        on(STARTED, SUBSCRIBED, ACCEPTED);

        assertThat(on(text("Once")))
                .containsExactly(
                        setTimer(TimerKind.STALL, OPTIONS.stallTimeout().toNanos()), send("Once"));
        assertThat(on(text(" upon"))).isEmpty();
        assertThat(on(text(" a"))).isEmpty();
        assertThat(on(ACCEPTED)).containsExactly(send(" upon a"));
        assertThat(on(ACCEPTED)).isEmpty();
    }

    @Test
    void requestsMoreChunksWhenHalfOfTheRequestedOnesHaveArrived() {
        on(STARTED, SUBSCRIBED);
        for (int i = 0; i < 15; i++) {
            assertThat(on(text("w"))).noneMatch(SessionAction.Request.class::isInstance);
        }

        assertThat(on(text("w"))).containsExactly(new SessionAction.Request(1, 16));
    }

    static List<StoryChunk> chunksWithoutWords() {
        return List.of(
                new StoryChunk.Text(""),
                new StoryChunk.Reasoning(""),
                new StoryChunk.EmptyDelta(),
                new StoryChunk.Unknown("?"),
                new StoryChunk.BlockEnd());
    }

    @ParameterizedTest
    @MethodSource("chunksWithoutWords")
    void requestsNoChunksWhileTooManyWait(StoryChunk chunk) {
        RelayOptions few = StoryRelayFixture.withMaxWaiting(OPTIONS, 1 << 20, 10);
        VirtualSession session = new VirtualSession(
                few, TIME, number -> number == 2 ? VirtualSession.Answer.NONE : VirtualSession.Answer.ACCEPTED);
        for (int i = 0; i < 32; i++) {
            session.chunk(chunk);
        }
        assertThat(session.takeActions())
                .filteredOn(SessionAction.Request.class::isInstance)
                .hasSize(1);

        session.on(ACCEPTED);

        assertThat(session.takeActions()).contains(new SessionAction.Request(1, 32));
    }

    @Test
    void countsTheMessageInFlightAsWaiting() {
        RelayOptions few = StoryRelayFixture.withMaxWaiting(OPTIONS, 20, 1 << 14);
        VirtualSession session = new VirtualSession(
                few, TIME, number -> number == 2 ? VirtualSession.Answer.NONE : VirtualSession.Answer.ACCEPTED);
        session.takeActions();
        session.texts("twenty-one characters");
        for (int i = 0; i < 31; i++) {
            session.texts("");
        }

        assertThat(session.takeActions()).noneMatch(SessionAction.Request.class::isInstance);
    }

    @Test
    void cancelsTheMessageInFlightAndTheModelWhenStopped() {
        on(STARTED, SUBSCRIBED, ACCEPTED, text("Once"), text(" upon"));

        assertThat(on(STOP))
                .containsExactly(
                        new SessionAction.CancelSend(),
                        new SessionAction.CancelModel(1),
                        cancelTimer(TimerKind.STALL),
                        cancelTimer(TimerKind.DEADLINE));
        assertThat(on(STOP)).isEmpty();
        assertThat(on(text("late"))).isEmpty();
        assertThat(on(ACCEPTED)).singleElement().isInstanceOfSatisfying(SessionAction.Send.class, send -> {
            assertThat(send.message()).isInstanceOf(ClientMessage.Ended.class);
            assertThat(send.deadlineNanos()).isEqualTo(LAST);
        });
        assertThat(on(ACCEPTED))
                .hasSize(2)
                .startsWith(cancelTimer(TimerKind.HARD_DEADLINE))
                .last()
                .isInstanceOf(SessionAction.Finish.class);
    }

    @Test
    void cancelsASubscriptionThatArrivesAfterTheEnding() {
        on(STARTED, STOP);
        assertThat(on(SUBSCRIBED)).containsExactly(new SessionAction.CancelModel(1));
    }

    @Test
    void ignoresSignalsOfAnEarlierCall() {
        on(STARTED, SUBSCRIBED, ACCEPTED);
        on(new SessionEvent.ModelFailed(1, new LlmException(LlmException.Reason.THROTTLED, "x", null), 0));
        assertThat(on(new SessionEvent.TimerFired(TimerKind.RETRY))).startsWith(new SessionAction.Subscribe(2));

        assertThat(on(text("of the first call"))).isEmpty();
        assertThat(on(new SessionEvent.ModelCompleted(1))).isEmpty();
        assertThat(on(new SessionEvent.ModelFailed(1, refused, 0))).isEmpty();
        assertThat(on(SUBSCRIBED)).containsExactly(new SessionAction.CancelModel(1));
    }

    @Test
    void drawsTheDelayOfARetryFromTheJitter() {
        on(STARTED, SUBSCRIBED, ACCEPTED);
        var failed = new SessionEvent.ModelFailed(1, new LlmException(LlmException.Reason.THROTTLED, "x", null), 0.5);

        assertThat(on(failed))
                .containsExactly(
                        cancelTimer(TimerKind.STALL),
                        setTimer(
                                TimerKind.RETRY,
                                OPTIONS.retryBackoff().delay(1, 0.5).toNanos()));
    }

    @Test
    void setsATimerAgainThatFiredTooEarlyAndIgnoresACancelledOne() {
        on(STARTED, SUBSCRIBED);

        assertThat(on(new SessionEvent.TimerFired(TimerKind.DEADLINE)))
                .containsExactly(setTimer(TimerKind.DEADLINE, ENDING));
        assertThat(on(new SessionEvent.TimerFired(TimerKind.RETRY))).isEmpty();
    }

    @Test
    void usesTheLatestTimeIfThreadsOvertakeEachOther() {
        on(STARTED, SUBSCRIBED);
        state.on(ACCEPTED, 1_000);

        List<SessionAction> actions = state.on(text("Once"), 400);

        assertThat(actions)
                .contains(
                        setTimer(TimerKind.STALL, 1_000 + OPTIONS.stallTimeout().toNanos()));
    }

    @Test
    void givesTheRestOfTheReserveToTheLastMessage() {
        on(STARTED, SUBSCRIBED, ACCEPTED, text("Once"), text(" upon"));
        state.on(new SessionEvent.TimerFired(TimerKind.DEADLINE), ENDING);

        List<SessionAction> actions = state.on(new SessionEvent.MessageFailed(refused), TEXT_DEADLINE);

        assertThat(actions).singleElement().isInstanceOfSatisfying(SessionAction.Send.class, send -> {
            assertThat(send.message()).isInstanceOf(ClientMessage.Ended.class);
            assertThat(send.deadlineNanos()).isEqualTo(LAST);
        });
    }

    @Test
    void cancelsTheMessageInFlightAtTheHardDeadline() {
        on(STARTED, SUBSCRIBED, ACCEPTED, text("Once"));

        List<SessionAction> actions = state.on(new SessionEvent.TimerFired(TimerKind.HARD_DEADLINE), HARD_DEADLINE);

        assertThat(actions).contains(new SessionAction.CancelModel(1), new SessionAction.CancelSend());
        assertThat(actions).last().isInstanceOf(SessionAction.Finish.class);
    }

    @Test
    void isFinishedWhenTheLastMessageWasAcceptedBeforeTheHardDeadlineIsNoticed() {
        on(STARTED, SUBSCRIBED, ACCEPTED);
        on(new SessionEvent.ChunkReceived(1, new StoryChunk.Stop(StopReason.END_TURN)), ACCEPTED);
        on(new SessionEvent.ModelCompleted(1));

        List<SessionAction> accepted = state.on(ACCEPTED, HARD_DEADLINE);

        assertThat(accepted)
                .last()
                .isInstanceOfSatisfying(
                        SessionAction.Finish.class,
                        finish -> assertThat(finish.receipt().ending()).isEqualTo(Ending.FINISHED));
        assertThat(state.on(new SessionEvent.TimerFired(TimerKind.HARD_DEADLINE), HARD_DEADLINE))
                .isEmpty();
    }

    @Test
    void tellsTheClientWhenATimerCannotBeSetAndSurvivesFurtherFailures() {
        on(STARTED, SUBSCRIBED, ACCEPTED);
        assertThat(on(new SessionEvent.ActionFailed(refused)))
                .last()
                .isInstanceOfSatisfying(
                        SessionAction.Send.class,
                        send -> assertThat(send.message()).isInstanceOf(ClientMessage.Ended.class));

        assertThat(on(new SessionEvent.ActionFailed(new OutOfMemoryError("scripted"))))
                .isEmpty();
        assertThat(on(ACCEPTED)).last().isInstanceOfSatisfying(SessionAction.Finish.class, finish -> {
            assertThat(finish.receipt().ending()).isEqualTo(Ending.FAILED);
            assertThat(finish.receipt().cause()).contains(refused);
        });
    }
}
