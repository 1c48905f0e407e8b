package dev.storystreamer.lambda;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Timeouts, and faults of the client and of posts. */
final class DeliveryEndingCases {

    private static final FaultPlan.Post THROTTLED = FaultPlan.Post.refused(429, "LimitExceededException");

    private DeliveryEndingCases() {}

    static void addTo(List<EndingCase> cases) {
        timeouts(cases);
        clients(cases);
        posts(cases);
        backlogs(cases);
        lostEnd(cases);
    }

    private static void timeouts(List<EndingCase> cases) {
        EndingCase.both(
                cases,
                "deadline of the invocation",
                row -> row.calls(n -> EndingCase.endless())
                        .timeout(Duration.ofSeconds(8))
                        .ends("expired", "deadline_exceeded", true)
                        .closesTheModelCall());
        EndingCase.both(
                cases,
                "silence before the first event",
                row -> row.calls(n -> EndingCase.stalls(0, FaultPlan.SILENCE))
                        .set("STORY_FIRST_CHUNK_TIMEOUT_MS", "1500")
                        .ends("expired", "model_stalled", true)
                        .closesTheModelCall());
        EndingCase.both(
                cases,
                "silence after words",
                row -> row.calls(n -> EndingCase.stalls(3, FaultPlan.SILENCE))
                        .set("STORY_STALL_TIMEOUT_MS", "1500")
                        .ends("expired", "model_stalled", true)
                        .closesTheModelCall());
        EndingCase.both(
                cases,
                "silence after messageStart, then the story",
                row -> row.calls(n -> FaultPlan.Call.streams(thinksAfterStart()))
                        .set("STORY_FIRST_CHUNK_TIMEOUT_MS", "20000")
                        .set("STORY_STALL_TIMEOUT_MS", "500"));
    }

    private static List<ModelScript.Step> thinksAfterStart() {
        List<ModelScript.Step> steps = EndingCase.story("end_turn");
        steps.add(1, FaultPlan.event(Duration.ofSeconds(1), "somethingNew", "{}"));
        return steps;
    }

    private static void clients(List<EndingCase> cases) {
        EndingCase.both(
                cases,
                "stopped",
                row -> row.calls(n -> EndingCase.endless())
                        .client(EndingCase.ClientAction.STOP)
                        .ends("stopped", "stopped", false)
                        .last("error", "abort")
                        .closesTheModelCall());
        EndingCase.both(
                cases,
                "client gone",
                row -> row.calls(n -> EndingCase.endless())
                        .client(EndingCase.ClientAction.DISCONNECT)
                        .ends("gone", "", false)
                        .last("text", "")
                        .closesTheModelCall());
        EndingCase.both(
                cases,
                "posts answered 410 without an error type from the 3rd on",
                row -> row.calls(n -> EndingCase.endless())
                        .posts(n -> n < 3 ? FaultPlan.Post.ACCEPTED : FaultPlan.Post.refused(410, ""))
                        .ends("gone", "", false)
                        .last("text", "")
                        .closesTheModelCall());
    }

    private static void posts(List<EndingCase> cases) {
        lost(cases, "posts answered 429 from the 4th on", n -> n < 4 ? FaultPlan.Post.ACCEPTED : THROTTLED);
        lost(
                cases,
                "posts answered 500 from the 4th on",
                n -> n < 4 ? FaultPlan.Post.ACCEPTED : FaultPlan.Post.refused(500, "InternalServerException"));
        lost(
                cases,
                "posts answered 403 from the 4th on",
                n -> n < 4 ? FaultPlan.Post.ACCEPTED : FaultPlan.Post.refused(403, "ForbiddenException"));
        EndingCase.both(
                cases,
                "post 4 answered 403, later ones accepted",
                row -> row.calls(n -> EndingCase.endless())
                        .posts(n ->
                                n != 4 ? FaultPlan.Post.ACCEPTED : FaultPlan.Post.refused(403, "ForbiddenException"))
                        .ends("failed", "delivery_failed", true)
                        .closesTheModelCall());
        EndingCase.both(
                cases,
                "posts 3 and 4 answered 429",
                row -> row.posts(n -> n == 3 || n == 4 ? THROTTLED.retryAfter("1") : FaultPlan.Post.ACCEPTED));
        EndingCase.both(
                cases,
                "posts 3 and 4 answered 500",
                row -> row.posts(n -> n == 3 || n == 4
                        ? FaultPlan.Post.refused(500, "InternalServerException")
                        : FaultPlan.Post.ACCEPTED));
        uncertain(
                cases,
                "post 4 delivered, but answered 500 without an error type",
                FaultPlan.Post.deliveredButAnswered(500, ""));
        uncertain(cases, "post 4 lost, and answered 502 without an error type", FaultPlan.Post.refused(502, ""));
        uncertain(cases, "post 4 never answered", FaultPlan.Post.UNANSWERED);
        EndingCase.both(
                cases,
                "posts never answered from the 4th on",
                row -> row.calls(n -> EndingCase.endless())
                        .posts(n -> n < 4 ? FaultPlan.Post.ACCEPTED : FaultPlan.Post.UNANSWERED)
                        .timeout(Duration.ofSeconds(7))
                        .ends("expired", "deadline_exceeded", true)
                        .last("text", "")
                        .closesTheModelCall());
    }

    /** Ten messages of a full frame each, every post slow, and no time for all of them. */
    private static void backlogs(List<EndingCase> cases) {
        EndingCase.both(
                cases,
                "slow posts, and the model fails after much text",
                row -> row.calls(n -> muchTextThen(List.of(FaultPlan.exception("internalServerException"))))
                        .posts(n -> FaultPlan.Post.ACCEPTED.after(Duration.ofMillis(700)))
                        .timeout(Duration.ofSeconds(5))
                        .ends("failed", "model_failed", true));
        EndingCase.both(
                cases,
                "slow posts, and the model stops after much text",
                row -> row.calls(n -> muchTextThen(FaultPlan.end("end_turn")))
                        .posts(n -> FaultPlan.Post.ACCEPTED.after(Duration.ofMillis(700)))
                        .timeout(Duration.ofSeconds(5))
                        .ends("failed", "delivery_failed", true));
    }

    /** The client has got finish, and would wait for end. */
    private static void lostEnd(List<EndingCase> cases) {
        EndingCase.one(
                cases,
                "end answered 403",
                true,
                row -> row.refusing("\"type\":\"end\"").ends("failed", "delivery_failed", true));
    }

    private static FaultPlan.Call muchTextThen(List<ModelScript.Step> end) {
        List<ModelScript.Step> steps = new ArrayList<>();
        steps.add(FaultPlan.start(Duration.ZERO));
        for (int i = 0; i < 10; i++) {
            steps.add(FaultPlan.text(Duration.ZERO, "long ".repeat(6_000)));
        }
        steps.addAll(end);
        return FaultPlan.Call.streams(steps);
    }

    private static void lost(List<EndingCase> cases, String name, IntFunction<FaultPlan.Post> answers) {
        EndingCase.both(
                cases,
                name,
                row -> row.calls(n -> EndingCase.endless())
                        .posts(answers)
                        .ends("failed", "delivery_failed", true)
                        .last("text", "")
                        .closesTheModelCall());
    }

    /** In v2 the post is repeated, and the client drops duplicates. In v1 that is not possible, so the story fails. */
    private static void uncertain(List<EndingCase> cases, String name, FaultPlan.Post post) {
        EndingCase.both(cases, name, row -> {
            row.posts(n -> n == 4 ? post : FaultPlan.Post.ACCEPTED);
            if (!row.v2) {
                row.ends("failed", "delivery_failed", true);
            }
        });
    }
}
