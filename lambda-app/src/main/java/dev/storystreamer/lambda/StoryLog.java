package dev.storystreamer.lambda;

import com.google.gson.JsonObject;
import dev.storystreamer.core.Causes;
import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ClientSinkException;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.protocol.ClientRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The log of one client message: JSON, one object per line, with the ids of the message in every line. It never contains
 * the prompt, the story or a credential.
 */
final class StoryLog {

    /** The message of the SDK's credentials chain is a page long. */
    private static final int MAX_ROOT_CAUSE_LENGTH = 1000;

    private final Consumer<JsonObject> lines;
    private final RequestScope scope;

    /** Creates a log that passes its lines to {@code lines}. */
    StoryLog(Consumer<JsonObject> lines, RequestScope scope) {
        this.lines = lines;
        this.scope = scope;
    }

    /** Logs the end of a story: one line, and one EMF document for CloudWatch. */
    void ended(Receipt receipt, boolean coldStart, int exchangesLeftOpen, String namespace) {
        JsonObject line = line(receipt.errorCode().isPresent() ? "WARN" : "INFO", "story ended");
        StoryMetrics.addReceipt(line, receipt, coldStart);
        line.addProperty("modelExchangesLeftOpen", exchangesLeftOpen);
        receipt.cause().ifPresent(cause -> addCause(line, cause));
        lines.accept(line);
        JsonObject metrics = StoryMetrics.document(receipt, coldStart, exchangesLeftOpen, namespace, Instant.now());
        addIds(metrics);
        lines.accept(metrics);
    }

    /** Logs an answer without a story; {@code failure} says why it was not delivered. */
    void replied(ClientRequest.Reply reply, Optional<Throwable> failure) {
        JsonObject line = line("INFO", reply.errorCode().isPresent() ? "request refused" : "request answered");
        reply.errorCode().map(ErrorCode::code).ifPresent(code -> line.addProperty("code", code));
        failure.map(Causes::unwrap).ifPresent(cause -> {
            line.addProperty("level", cause instanceof ClientGoneException ? "INFO" : "WARN");
            line.addProperty("delivered", false);
            addCause(line, cause);
        });
        lines.accept(line);
    }

    void abort(boolean stopped) {
        JsonObject line = line("INFO", "abort");
        line.addProperty("stopped", stopped);
        lines.accept(line);
    }

    void duplicate() {
        lines.accept(line("WARN", "this request is already being answered; the same message was delivered twice"));
    }

    void unexpected(Throwable failure) {
        JsonObject line = line("ERROR", "unexpected failure");
        addCause(line, failure);
        LogLine.addStack(line, failure);
        lines.accept(line);
    }

    private static void addCause(JsonObject line, Throwable cause) {
        if (cause instanceof LlmException llm) {
            line.addProperty("reason", llm.reason().name().toLowerCase(Locale.ROOT));
        }
        LogLine.addError(line, cause);
        List<Throwable> causes = Causes.of(cause).skip(1).toList();
        if (causes.isEmpty()) {
            return;
        }
        line.addProperty(
                "causedBy",
                causes.stream().map(each -> each.getClass().getName()).collect(Collectors.joining(", ")));
        Throwable root = causes.get(causes.size() - 1);
        boolean freeOfContent = cause instanceof LlmException llm
                ? isFreeOfContent(llm.reason())
                : cause instanceof ClientSinkException;
        if (freeOfContent && !Wiring.isErrorResponse(root)) {
            String text = root.toString();
            line.addProperty("rootCause", text.substring(0, Math.min(text.length(), MAX_ROOT_CAUSE_LENGTH)));
        }
    }

    /**
     * Returns whether the messages of the causes contain no prompt and no story: there was no answer, or only an error
     * response, whose message is not logged.
     */
    private static boolean isFreeOfContent(LlmException.Reason reason) {
        return reason == LlmException.Reason.UNAUTHENTICATED || reason == LlmException.Reason.UNAVAILABLE;
    }

    private JsonObject line(String level, String message) {
        JsonObject line = LogLine.of(level, message);
        addIds(line);
        return line;
    }

    private void addIds(JsonObject line) {
        line.addProperty("requestId", scope.requestId());
        line.addProperty("lambdaRequestId", scope.lambdaRequestId());
        line.addProperty("connectionId", scope.connectionId());
        line.addProperty("storyId", scope.storyId());
        scope.principal().ifPresent(principal -> line.addProperty("principal", principal));
    }
}
