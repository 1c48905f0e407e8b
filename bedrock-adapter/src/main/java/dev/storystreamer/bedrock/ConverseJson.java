package dev.storystreamer.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.storystreamer.core.StoryChunk;
import dev.storystreamer.core.StoryRequest;
import dev.storystreamer.core.StoryRequest.Role;
import dev.storystreamer.core.StoryRequest.Turn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ConverseStream's JSON, as far as a story needs it: what is asked and what comes back. No tree is built.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>
 */
final class ConverseJson {

    private static final StoryChunk START = new StoryChunk.Start();
    private static final StoryChunk BLOCK_END = new StoryChunk.BlockEnd();
    private static final StoryChunk EMPTY_DELTA = new StoryChunk.EmptyDelta();

    private ConverseJson() {}

    /** The body of a request, in UTF-8. */
    static byte[] request(StoryRequest request, BedrockOptions options) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(512);
        try (JsonWriter json = new JsonWriter(new OutputStreamWriter(body, UTF_8))) {
            json.beginObject().name("messages").beginArray();
            for (Turn turn : request.conversation()) {
                json.beginObject().name("role").value(turn.role() == Role.USER ? "user" : "assistant");
                json.name("content");
                texts(json, turn.text());
                json.endObject();
            }
            json.endArray();
            if (options.systemPrompt().isPresent()) {
                json.name("system");
                texts(json, options.systemPrompt().get());
            }
            inference(json, options);
            if (options.guardrail().isPresent()) {
                guardrail(json, options.guardrail().get());
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written to but memory
        }
        return body.toByteArray();
    }

    private static void texts(JsonWriter json, String text) throws IOException {
        json.beginArray().beginObject().name("text").value(text).endObject().endArray();
    }

    private static void inference(JsonWriter json, BedrockOptions options) throws IOException {
        if (options.maxTokens().isEmpty() && options.temperature().isEmpty()) {
            return;
        }
        json.name("inferenceConfig").beginObject();
        if (options.maxTokens().isPresent()) {
            json.name("maxTokens").value(options.maxTokens().getAsInt());
        }
        if (options.temperature().isPresent()) {
            json.name("temperature").value(options.temperature().getAsDouble());
        }
        json.endObject();
    }

    private static void guardrail(JsonWriter json, BedrockOptions.Guardrail guardrail) throws IOException {
        json.name("guardrailConfig").beginObject();
        json.name("guardrailIdentifier").value(guardrail.id());
        json.name("guardrailVersion").value(guardrail.version());
        json.name("trace").value("disabled").endObject();
    }

    /**
     * Reads an event.
     *
     * @throws IOException if it is not the JSON that it should be
     */
    static StoryChunk chunk(EventFrame event) throws IOException {
        try {
            return switch (event.name()) {
                case "messageStart" -> START;
                case "contentBlockDelta" -> delta(event.payload());
                case "contentBlockStop" -> BLOCK_END;
                case "messageStop" -> new StoryChunk.Stop(ConverseEvents.stopReason(stopReason(event.payload())));
                case "metadata" -> usage(event.payload());
                case "contentBlockStart" -> new StoryChunk.Unknown("contentBlockStart");
                default -> new StoryChunk.Unknown("unknown");
            };
        } catch (IllegalStateException | NumberFormatException unexpected) { // a string where an object should be, …
            throw new IOException(unexpected.getMessage(), unexpected);
        }
    }

    /** What a refusal's body says it is: nothing, as a rule, as its head does. */
    static Optional<String> errorType(String body) {
        try {
            JsonReader json = reader(body);
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if ((name.equals("__type") || name.equals("code")) && json.peek() == JsonToken.STRING) {
                    return Optional.of(json.nextString());
                }
                json.skipValue();
            }
        } catch (IOException | IllegalStateException noJson) {
            // A proxy's page, or nothing at all.
        }
        return Optional.empty();
    }

    private static StoryChunk delta(String payload) throws IOException {
        JsonReader json = reader(payload);
        return find(json, "delta") ? content(json) : EMPTY_DELTA;
    }

    /** One of many kinds, of which two have words for us. */
    private static StoryChunk content(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String kind = json.nextName();
            if (json.peek() == JsonToken.NULL) {
                json.nextNull();
            } else if (kind.equals("text")) {
                return new StoryChunk.Text(json.nextString());
            } else if (kind.equals("reasoningContent")) {
                // A signature and an encrypted thought are signs of thinking too, but have no words.
                return new StoryChunk.Reasoning(find(json, "text") ? json.nextString() : "");
            } else {
                json.skipValue();
            }
        }
        return new StoryChunk.Unknown("contentBlockDelta");
    }

    private static @Nullable String stopReason(String payload) throws IOException {
        JsonReader json = reader(payload);
        return find(json, "stopReason") ? json.nextString() : null;
    }

    private static StoryChunk usage(String payload) throws IOException {
        JsonReader json = reader(payload);
        Integer input = null;
        Integer output = null;
        if (find(json, "usage")) {
            json.beginObject();
            while (json.hasNext()) {
                String count = json.nextName();
                if (count.equals("inputTokens") && json.peek() == JsonToken.NUMBER) {
                    input = json.nextInt();
                } else if (count.equals("outputTokens") && json.peek() == JsonToken.NUMBER) {
                    output = json.nextInt();
                } else {
                    json.skipValue();
                }
            }
        }
        return ConverseEvents.usage(input, output);
    }

    private static JsonReader reader(String payload) {
        JsonReader json = new JsonReader(new StringReader(payload));
        json.setStrictness(Strictness.STRICT);
        return json;
    }

    /** Goes into the object that comes next, up to a member that is not null; false at its end if there is none. */
    private static boolean find(JsonReader json, String member) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            boolean found = json.nextName().equals(member);
            if (found && json.peek() != JsonToken.NULL) {
                return true;
            }
            json.skipValue();
        }
        return false;
    }
}
