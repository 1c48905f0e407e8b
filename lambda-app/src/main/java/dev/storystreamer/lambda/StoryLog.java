package dev.storystreamer.lambda;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.google.gson.JsonObject;
import dev.storystreamer.core.ClientGoneException;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.LlmException;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.protocol.ClientRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of the service reads: JSON, one object a line, with the ids of the message on every line. Never the
 * prompt, the story or a credential.
 */
final class StoryLog {

    private final LambdaLogger logger;
    private final Message message;

    StoryLog(LambdaLogger logger, Message message) {
        this.logger = logger;
        this.message = message;
    }

    /** A story has ended: one line for people, one EMF document for CloudWatch. */
    void ended(Receipt receipt, boolean coldStart, String namespace) {
        JsonObject line = line(receipt.errorCode().isPresent() ? "WARN" : "INFO", "story ended");
        StoryMetrics.addReceipt(line, receipt, coldStart);
        receipt.cause().ifPresent(cause -> addCause(line, cause));
        write(line);
        JsonObject metrics = StoryMetrics.document(receipt, coldStart, namespace, Instant.now());
        addIds(metrics);
        write(metrics);
    }

    /** A request was answered without a story. */
    boolean replied(ClientRequest.Reply reply, @Nullable Throwable failure) {
        JsonObject line = line("INFO", reply.errorCode().isPresent() ? "request refused" : "request answered");
        reply.errorCode().map(ErrorCode::code).ifPresent(code -> line.addProperty("code", code));
        if (failure != null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            line.addProperty("level", cause instanceof ClientGoneException ? "INFO" : "WARN");
            line.addProperty("delivered", false);
            addCause(line, cause);
        }
        write(line);
        return failure == null;
    }

    void abort(boolean stopped) {
        JsonObject line = line("INFO", "abort");
        line.addProperty("stopped", stopped);
        write(line);
    }

    void alreadyTelling() {
        write(line("WARN", "this request is already being answered; the same message was delivered twice"));
    }

    void unexpected(Throwable failure) {
        JsonObject line = line("ERROR", "unexpected failure");
        addCause(line, failure);
        StringBuilder stack = new StringBuilder();
        for (StackTraceElement element : failure.getStackTrace()) {
            stack.append(element).append('\n');
        }
        line.addProperty("stack", stack.toString());
        write(line);
    }

    private static void addCause(JsonObject line, Throwable cause) {
        if (cause instanceof LlmException llm) {
            line.addProperty("reason", llm.reason().name().toLowerCase(Locale.ROOT));
        }
        line.addProperty("error", cause.getClass().getName());
        line.addProperty("errorMessage", cause.getMessage());
        Throwable deeper = cause.getCause();
        if (deeper != null) {
            line.addProperty("causedBy", deeper.getClass().getName());
        }
    }

    private JsonObject line(String level, String text) {
        JsonObject line = new JsonObject();
        line.addProperty("timestamp", Instant.now().toString());
        line.addProperty("level", level);
        line.addProperty("message", text);
        addIds(line);
        return line;
    }

    private void addIds(JsonObject line) {
        line.addProperty("requestId", message.requestId());
        line.addProperty("lambdaRequestId", message.context().getAwsRequestId());
        line.addProperty("connectionId", message.connectionId());
        line.addProperty("storyId", message.storyId());
        message.principal().ifPresent(principal -> line.addProperty("principal", principal));
    }

    private void write(JsonObject line) {
        logger.log(line.toString());
    }
}
