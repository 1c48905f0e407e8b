package dev.storystreamer.lambda;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.storystreamer.core.Ending;
import dev.storystreamer.core.ErrorCode;
import dev.storystreamer.core.Receipt;
import dev.storystreamer.core.StopReason;
import dev.storystreamer.core.StoryChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Writes a receipt as JSON: into a log line, and as a document of CloudWatch's Embedded Metric Format, which CloudWatch
 * reads from the log, so that metrics need no API call.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">Embedded
 *     Metric Format</a>
 */
final class StoryMetrics {

    private StoryMetrics() {}

    /** Adds the fields of the receipt that are known. */
    static void addReceipt(JsonObject json, Receipt receipt, boolean coldStart) {
        json.addProperty("ending", nameOf(receipt.ending()));
        receipt.errorCode().map(ErrorCode::code).ifPresent(code -> json.addProperty("code", code));
        receipt.stopReason().map(StopReason::logName).ifPresent(reason -> json.addProperty("stopReason", reason));
        receipt.usage().ifPresent(usage -> {
            json.addProperty("inputTokens", usage.inputTokens());
            json.addProperty("outputTokens", usage.outputTokens());
        });
        json.addProperty("deltas", receipt.deltas());
        json.addProperty("posts", receipt.posts());
        json.addProperty("bytes", receipt.bytes());
        addMillis(json, "modelFirstDeltaMs", receipt.modelFirstDelta());
        addMillis(json, "clientFirstTextMs", receipt.clientFirstText());
        addMillis(json, "durationMs", Optional.of(receipt.duration()));
        json.addProperty("modelRetries", receipt.modelRetries());
        json.addProperty("postRetries", receipt.postRetries());
        json.addProperty("coldStart", coldStart);
    }

    private static void addMillis(JsonObject json, String name, Optional<Duration> value) {
        millis(value).ifPresent(time -> json.addProperty(name, time));
    }

    /** Returns the metrics of one story, with and without the dimension {@code Ending}. */
    static JsonObject document(
            Receipt receipt, boolean coldStart, int exchangesLeftOpen, String namespace, Instant now) {
        JsonObject document = new JsonObject();
        JsonArray definitions = new JsonArray();
        document.addProperty("Ending", nameOf(receipt.ending()));
        add(document, definitions, "Stories", "Count", Optional.of(1));
        add(document, definitions, "ClientFirstText", "Milliseconds", millis(receipt.clientFirstText()));
        add(document, definitions, "ModelFirstDelta", "Milliseconds", millis(receipt.modelFirstDelta()));
        add(document, definitions, "Duration", "Milliseconds", millis(Optional.of(receipt.duration())));
        add(document, definitions, "InputTokens", "Count", receipt.usage().map(StoryChunk.Usage::inputTokens));
        add(document, definitions, "OutputTokens", "Count", receipt.usage().map(StoryChunk.Usage::outputTokens));
        add(document, definitions, "Deltas", "Count", Optional.of(receipt.deltas()));
        add(document, definitions, "Posts", "Count", Optional.of(receipt.posts()));
        add(document, definitions, "Bytes", "Bytes", Optional.of(receipt.bytes()));
        add(document, definitions, "ModelRetries", "Count", Optional.of(receipt.modelRetries()));
        add(document, definitions, "PostRetries", "Count", Optional.of(receipt.postRetries()));
        add(document, definitions, "ColdStarts", "Count", Optional.of(coldStart ? 1 : 0));
        add(document, definitions, "ModelExchangesLeftOpen", "Count", Optional.of(exchangesLeftOpen));
        document.add("_aws", header(definitions, namespace, now));
        return document;
    }

    private static Optional<Double> millis(Optional<Duration> time) {
        return time.map(value -> TimeUnit.NANOSECONDS.toMicros(value.toNanos()) / 1e3);
    }

    private static void add(
            JsonObject document, JsonArray definitions, String name, String unit, Optional<? extends Number> value) {
        value.ifPresent(number -> {
            JsonObject definition = new JsonObject();
            definition.addProperty("Name", name);
            definition.addProperty("Unit", unit);
            definitions.add(definition);
            document.addProperty(name, number);
        });
    }

    private static JsonObject header(JsonArray definitions, String namespace, Instant now) {
        JsonObject directive = new JsonObject();
        directive.addProperty("Namespace", namespace);
        directive.add("Dimensions", JsonParser.parseString("[[],[\"Ending\"]]"));
        directive.add("Metrics", definitions);
        JsonArray directives = new JsonArray();
        directives.add(directive);
        JsonObject header = new JsonObject();
        header.addProperty("Timestamp", now.toEpochMilli());
        header.add("CloudWatchMetrics", directives);
        return header;
    }

    private static String nameOf(Ending ending) {
        return ending.name().toLowerCase(Locale.ROOT);
    }
}
