package dev.storystreamer.lambda;

import com.google.gson.JsonObject;
import dev.storystreamer.core.Causes;
import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.protocol.ClientRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The log of one client message: JSON, one object per line, with the ids of the message in every line. It never contains
 * the prompt, the story or a credential.
 */
final class StoryLog {

    private final Consumer<JsonObject> lines;
    private final RequestScope scope;

    /** Creates a log that passes its lines to {@code lines}. */
    StoryLog(Consumer<JsonObject> lines, RequestScope scope) {
        this.lines = lines;
        this.scope = scope;
    }

    /** Logs the end of a story: one line, and one EMF document for CloudWatch. */
    void ended(Receipt receipt, boolean coldStart, String namespace) {
        JsonObject line = line(receipt.errorCode().isPresent() ? "WARN" : "INFO", "story ended");
        StoryMetrics.addReceipt(line, receipt, coldStart);
        receipt.cause().ifPresent(cause -> addCause(line, cause));
        lines.accept(line);
        JsonObject metrics = StoryMetrics.document(receipt, coldStart, namespace, Instant.now());
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
        Throwable deeper = cause.getCause();
        if (deeper != null) {
            line.addProperty("causedBy", deeper.getClass().getName());
        }
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
