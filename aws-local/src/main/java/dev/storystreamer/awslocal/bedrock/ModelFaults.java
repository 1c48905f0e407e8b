package dev.storystreamer.awslocal.bedrock;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.awslocal.bedrock.ModelScript.Break;
import dev.storystreamer.awslocal.bedrock.ModelScript.Bytes;
import dev.storystreamer.awslocal.bedrock.ModelScript.Event;
import dev.storystreamer.awslocal.bedrock.ModelScript.Failure;
import dev.storystreamer.awslocal.bedrock.ModelScript.Step;
import dev.storystreamer.awslocal.faults.ActiveFault;
import dev.storystreamer.awslocal.faults.Fault;
import dev.storystreamer.awslocal.faults.SimulationSettings;
import dev.storystreamer.awslocal.http.HttpResponses;
import dev.storystreamer.awslocal.http.ServiceException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The faults of calls of the model. */
final class ModelFaults {

    /** Longer than any caller waits. */
    private static final Duration NEVER = Duration.ofDays(1);

    /** Writing zero bytes sends the status and the headers. */
    private static final Bytes HEADERS = new Bytes(Duration.ZERO, ByteBuffer.allocate(0));

    private static final String MESSAGE = "broken on purpose, by a fault of the local cloud";

    private ModelFaults() {}

    /** Applies the active faults to the script of one call. */
    static ModelScript apply(SimulationSettings settings, ModelScript script) throws ServiceException {
        int call = settings.nextModelCall();
        ModelScript result = script;
        for (ActiveFault active : settings.faults()) {
            if (active.fault() != Fault.MODEL_BUSY_ONCE || call <= active.position()) {
                reject(active);
                result = applied(active, result);
            }
        }
        return result;
    }

    /** Rejects a call before the stream starts. */
    private static void reject(ActiveFault active) throws ServiceException {
        switch (active.fault()) {
            case MODEL_BUSY, MODEL_BUSY_ONCE ->
                throw new ServiceException(
                        429, "ThrottlingException", "Too many requests, please wait before trying again.");
            case MODEL_NOT_READY ->
                throw new ServiceException(
                        429,
                        "ModelNotReadyException",
                        "Model is not ready for inference. Please wait and try your request again later.");
            case MODEL_ACCESS_DENIED ->
                throw new ServiceException(
                        403,
                        "AccessDeniedException",
                        "You don't have access to the model with the specified model ID.");
            case MODEL_UNKNOWN -> throw new ServiceException(404, "ResourceNotFoundException", "Model not found.");
            case MODEL_END_OF_LIFE ->
                throw new ServiceException(
                        404,
                        "ResourceNotFoundException",
                        "This model version has reached the end of its life. Please refer to the AWS documentation for"
                                + " more details.");
            case MODEL_REFUSES ->
                throw new ServiceException(400, "ValidationException", "Input is too long for requested model.");
            case MODEL_TIMES_OUT ->
                throw new ServiceException(
                        408,
                        "ModelTimeoutException",
                        "Model has timed out in processing the request. Try your request again.");
            case MODEL_ERRS -> throw new ServiceException(424, "ModelErrorException", MESSAGE);
            case MODEL_BREAKS -> throw new ServiceException(500, "InternalServerException", MESSAGE);
            case MODEL_UNAVAILABLE -> throw new ServiceException(503, "ServiceUnavailableException", MESSAGE);
            default -> {
                // Other faults change the stream.
            }
        }
    }

    /** Changes the stream. */
    private static ModelScript applied(ActiveFault active, ModelScript script) {
        return switch (active.fault()) {
            case MODEL_HANGS_UP -> new ModelScript(List.of(new Break(Duration.ZERO, false)));
            case MODEL_SILENT -> new ModelScript(List.of(HEADERS, new Break(NEVER, false)));
            case MODEL_STALLS -> replaceAfter(script, active.position(), new Break(NEVER, false));
            case MODEL_REASONS -> withReasoning(script);
            case STREAM_THROTTLED -> withException(script, active, "throttlingException");
            case STREAM_INTERNAL_ERROR -> withException(script, active, "internalServerException");
            case STREAM_MODEL_ERROR -> withException(script, active, "modelStreamErrorException");
            case STREAM_REFUSED -> withException(script, active, "validationException");
            case STREAM_UNAVAILABLE -> withException(script, active, "serviceUnavailableException");
            case STREAM_UNKNOWN_ERROR -> withException(script, active, "somethingNewException");
            case STREAM_DROPPED -> replaceAfter(script, active.position(), new Break(Duration.ZERO, false));
            case STREAM_RESET -> replaceAfter(script, active.position(), new Break(Duration.ZERO, true));
            case STREAM_TRUNCATED -> truncated(script, active.position());
            case STREAM_BAD_CRC ->
                replaceAfter(
                        script, active.position(), new Bytes(Duration.ZERO, ByteBuffer.wrap(messageWithBadChecksum())));
            case STREAM_ENDS_EARLY -> replaceAfter(script, active.position());
            case CONTENT_FILTERED -> withStopReason(script, active.position(), "content_filtered");
            case GUARDRAIL_INTERVENED -> withStopReason(script, active.position(), "guardrail_intervened");
            case CUT_BY_MAX_TOKENS -> withStopReason(script, active.position(), "max_tokens");
            default -> script;
        };
    }

    /** Replaces the steps after delta N. */
    private static ModelScript replaceAfter(ModelScript script, int deltas, Step... replacement) {
        var steps = new ArrayList<>(script.steps().subList(0, indexAfterDelta(script, deltas)));
        steps.addAll(Arrays.asList(replacement));
        return new ModelScript(steps);
    }

    /** The index of the step after delta N, or after the last delta. */
    private static int indexAfterDelta(ModelScript script, int deltas) {
        int seen = 0;
        int end = 0;
        for (int i = 0; i < script.steps().size() && seen < deltas; i++) {
            if (isDelta(script.steps().get(i))) {
                seen++;
                end = i + 1;
            }
        }
        return end;
    }

    private static boolean isDelta(Step step) {
        return step instanceof Event event && event.type().equals("contentBlockDelta");
    }

    private static ModelScript withException(ModelScript script, ActiveFault active, String exception) {
        return replaceAfter(script, active.position(), new Failure(Duration.ZERO, exception, MESSAGE));
    }

    private static ModelScript truncated(ModelScript script, int deltas) {
        byte[] message = lostDelta();
        var half = new Bytes(Duration.ZERO, ByteBuffer.wrap(message, 0, message.length / 2));
        return replaceAfter(script, deltas, half, new Break(Duration.ZERO, false));
    }

    private static byte[] messageWithBadChecksum() {
        byte[] message = lostDelta();
        message[message.length - 1] ^= 1;
        return message;
    }

    private static byte[] lostDelta() {
        return EventStreamMessages.event(
                "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"lost\"}}");
    }

    private static ModelScript withStopReason(ModelScript script, int deltas, String reason) {
        int index = indexAfterDelta(script, deltas);
        var steps = new ArrayList<>(script.steps().subList(0, index));
        for (Step step : script.steps().subList(index, script.steps().size())) {
            if (step instanceof Event event && !isDelta(step)) {
                steps.add(event.type().equals("messageStop") ? stop(event, reason) : event);
            }
        }
        return new ModelScript(steps);
    }

    private static Event stop(Event event, String reason) {
        JsonObject payload = JsonParser.parseString(event.payload()).getAsJsonObject();
        payload.addProperty("stopReason", reason);
        return new Event(event.delay(), event.type(), HttpResponses.JSON.toJson(payload));
    }

    /** The reasoning is block 0 and ends with a signature; the text is block 1. */
    private static ModelScript withReasoning(ModelScript script) {
        var steps = new ArrayList<Step>();
        for (Step step : script.steps()) {
            if (step instanceof Event event && event.type().startsWith("contentBlock")) {
                steps.add(new Event(
                        event.delay(),
                        event.type(),
                        event.payload().replaceFirst("\"contentBlockIndex\":0", "\"contentBlockIndex\":1")));
            } else {
                steps.add(step);
            }
        }
        int start = Math.min(1, steps.size());
        steps.addAll(
                start,
                List.of(
                        reasoning("{\"text\":\"What would they like to hear? \"}"),
                        reasoning("{\"text\":\"Something short.\"}"),
                        reasoning("{\"signature\":\"c2lnbmVk\"}"),
                        new Event(Duration.ZERO, "contentBlockStop", "{\"contentBlockIndex\":0,\"p\":\"abc\"}")));
        return new ModelScript(steps);
    }

    private static Event reasoning(String reasoning) {
        return new Event(
                Duration.ofMillis(1),
                "contentBlockDelta",
                "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":" + reasoning + "},\"p\":\"abcd\"}");
    }
}
