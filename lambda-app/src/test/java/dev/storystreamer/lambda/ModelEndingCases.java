package dev.storystreamer.lambda;

import dev.storystreamer.awslocal.bedrock.ModelScript;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Invalid requests, and faults of the model. */
final class ModelEndingCases {

    private ModelEndingCases() {}

    static void addTo(List<EndingCase> cases) {
        requests(cases);
        modelRefusals(cases);
        brokenStreams(cases);
        completeAnswers(cases);
    }

    private static void requests(List<EndingCase> cases) {
        Map<String, String> v1 = Map.of(
                "body missing", "",
                "body is not JSON", "cats",
                "body is not an object", "[]",
                "storyType missing", "{}",
                "storyType is not a string", "{\"storyType\":7}",
                "storyType blank", "{\"storyType\":\" \"}",
                "storyType too long", "{\"storyType\":\"" + "x".repeat(201) + "\"}");
        Map<String, String> v2 = Map.of(
                "messages missing",
                "{\"type\":\"send\",\"requestId\":\"r1\",\"id\":\"c\",\"trigger\":\"submit-message\"}",
                "messages empty",
                EndingCase.v2("[]"),
                "messages not an array",
                EndingCase.v2("7"),
                "text blank",
                EndingCase.v2("[{\"id\":\"u\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\" \"}]}]"),
                "a system message",
                EndingCase.v2("[{\"id\":\"u\",\"role\":\"system\",\"parts\":[{\"type\":\"text\",\"text\":\"x\"}]}]"),
                "a file",
                EndingCase.v2("[{\"id\":\"u\",\"role\":\"user\",\"parts\":[{\"type\":\"file\",\"url\":\"x\"}]}]"),
                "requestId missing",
                "{\"type\":\"send\",\"id\":\"c\",\"messages\":[]}");
        new TreeMap<>(v1).forEach((name, body) -> EndingCase.one(cases, name, false, row -> refused(row, body)));
        new TreeMap<>(v2).forEach((name, body) -> EndingCase.one(cases, name, true, row -> refused(row, body)));
    }

    private static void refused(EndingCase row, String body) {
        row.request(body).ends("", "invalid_request", false).modelCalls(0);
    }

    private static void modelRefusals(List<EndingCase> cases) {
        refusal(cases, 429, "ThrottlingException", "model_busy", true, 4);
        refusal(cases, 429, "ModelNotReadyException", "model_busy", true, 4);
        refusal(cases, 403, "AccessDeniedException", "model_refused", false, 1);
        refusal(cases, 403, "ExpiredTokenException", "model_failed", true, 1);
        refusal(cases, 403, "UnrecognizedClientException", "model_failed", true, 1);
        refusal(cases, 403, "InvalidSignatureException", "model_failed", true, 1);
        refusal(cases, 404, "ResourceNotFoundException", "model_refused", false, 1);
        refusal(cases, 400, "ValidationException", "model_refused", false, 1);
        refusal(cases, 424, "ModelErrorException", "model_failed", true, 1);
        refusal(cases, 408, "ModelTimeoutException", "model_failed", true, 1);
        refusal(cases, 500, "InternalServerException", "model_failed", true, 4);
        refusal(cases, 503, "ServiceUnavailableException", "model_failed", true, 4);
        refusal(cases, 502, "", "model_failed", true, 4);
        EndingCase.both(
                cases,
                "connection closed before the answer",
                row -> row.calls(n -> FaultPlan.Call.closed())
                        .ends("failed", "model_failed", true)
                        .modelCalls(4));
        EndingCase.both(
                cases,
                "connection refused",
                row -> row.set("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:9")
                        .ends("failed", "model_failed", true)
                        .modelCalls(0));
        EndingCase.both(
                cases,
                "429 twice, then the story",
                row -> row.calls(n -> n < 3
                                ? FaultPlan.Call.refused(429, "ThrottlingException")
                                : FaultPlan.Call.streams(EndingCase.story("end_turn")))
                        .modelCalls(3));
    }

    private static void refusal(
            List<EndingCase> cases, int status, String type, String code, boolean retryable, int calls) {
        EndingCase.both(
                cases,
                ("HTTP " + status + " " + type).strip(),
                row -> row.calls(n -> FaultPlan.Call.refused(status, type))
                        .ends("failed", code, retryable)
                        .modelCalls(calls));
    }

    private static void brokenStreams(List<EndingCase> cases) {
        broken(
                cases,
                "throttlingException after words",
                FaultPlan.exception("throttlingException"),
                "model_busy",
                true);
        broken(cases, "internalServerException after words", FaultPlan.exception("internalServerException"));
        broken(cases, "modelStreamErrorException after words", FaultPlan.exception("modelStreamErrorException"));
        broken(cases, "serviceUnavailableException after words", FaultPlan.exception("serviceUnavailableException"));
        broken(
                cases,
                "validationException after words",
                FaultPlan.exception("validationException"),
                "model_refused",
                false);
        broken(cases, "an unknown exception after words", FaultPlan.exception("SomethingNewException"));
        broken(cases, "an error message after words", FaultPlan.bytes(errorFrame()));
        broken(cases, "a frame with a wrong checksum", FaultPlan.bytes(damaged()));
        broken(cases, "connection closed in mid-stream", new ModelScript.Break(Duration.ZERO, false));
        broken(cases, "connection reset in mid-stream", new ModelScript.Break(Duration.ZERO, true));
        EndingCase.both(
                cases,
                "half a frame, then closed",
                row -> row.calls(n -> EndingCase.textsThen(
                                FaultPlan.bytes(half()), new ModelScript.Break(Duration.ofMillis(5), false)))
                        .ends("failed", "model_failed", true));
        EndingCase.both(
                cases,
                "throttlingException before any words",
                row -> row.calls(n -> FaultPlan.Call.streams(List.of(FaultPlan.exception("throttlingException"))))
                        .ends("failed", "model_busy", true)
                        .modelCalls(4));
        EndingCase.both(
                cases,
                "ended without messageStop",
                row -> row.calls(n -> EndingCase.textsThen()).ends("incomplete", "story_incomplete", true));
        EndingCase.both(
                cases,
                "half a frame, then a clean end",
                row -> row.calls(n -> EndingCase.textsThen(FaultPlan.bytes(half())))
                        .ends("incomplete", "story_incomplete", true));
        EndingCase.both(
                cases,
                "an empty answer",
                row -> row.calls(n -> FaultPlan.Call.streams(List.of())).ends("incomplete", "story_incomplete", true));
    }

    private static void broken(List<EndingCase> cases, String name, ModelScript.Step step) {
        broken(cases, name, step, "model_failed", true);
    }

    private static void broken(
            List<EndingCase> cases, String name, ModelScript.Step step, String code, boolean retryable) {
        EndingCase.both(
                cases, name, row -> row.calls(n -> EndingCase.textsThen(step)).ends("failed", code, retryable));
    }

    private static ByteBuffer frame() {
        return FaultyAwsServer.frame("event", ":event-type", "contentBlockStop", "{\"contentBlockIndex\":0}");
    }

    private static ByteBuffer damaged() {
        ByteBuffer frame = frame();
        frame.put(frame.limit() - 1, (byte) ~frame.get(frame.limit() - 1));
        return frame;
    }

    private static ByteBuffer half() {
        ByteBuffer frame = frame();
        return frame.limit(frame.limit() / 2);
    }

    private static ByteBuffer errorFrame() {
        return FaultyAwsServer.frame("error", ":error-code", "InternalFailure", "{}");
    }

    private static void completeAnswers(List<EndingCase> cases) {
        ends(cases, "end_turn", "stop");
        ends(cases, "max_tokens", "length");
        ends(cases, "content_filtered", "content-filter");
        ends(cases, "guardrail_intervened", "content-filter");
    }

    private static void ends(List<EndingCase> cases, String stopReason, String finishReason) {
        EndingCase.both(
                cases,
                "stops with " + stopReason,
                row -> row.calls(n -> FaultPlan.Call.streams(EndingCase.story(stopReason)))
                        .last("other", "finish " + finishReason));
    }
}
