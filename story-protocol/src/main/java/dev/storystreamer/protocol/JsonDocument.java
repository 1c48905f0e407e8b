package dev.storystreamer.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;

/**
 * A request's JSON object, read by the letter of RFC 8259: nothing but one value, no name twice in an object, no half of
 * a surrogate pair, no more than {@value #MAX_DEPTH} levels.
 *
 * <p>Reading stops at the first flaw, and what was read before it is kept: whoever asked can then still be answered in
 * their own protocol and by the name of their own request.
 */
final class JsonDocument {

    /** Deeper than any conversation; shallow enough to be read by plain recursion. */
    static final int MAX_DEPTH = 64;

    private final JsonObject fields = new JsonObject();
    private boolean whole;

    private JsonDocument() {}

    static JsonDocument read(String text) {
        var document = new JsonDocument();
        try (var reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(MAX_DEPTH);
            document.readFrom(reader);
        } catch (IOException | IllegalStateException | NumberFormatException flaw) {
            document.whole = false;
        }
        return document;
    }

    private void readFrom(JsonReader reader) throws IOException {
        fillObject(fields, reader);
        whole = reader.peek() == JsonToken.END_DOCUMENT;
    }

    /** What stands between the braces; of a flawed document, what stood before the flaw. */
    JsonObject fields() {
        return fields;
    }

    /** Whether the text is one JSON object and nothing else. */
    boolean isWhole() {
        return whole;
    }

    private static JsonElement value(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> fillObject(new JsonObject(), reader);
            case BEGIN_ARRAY -> array(reader);
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> new JsonPrimitive(ToNumberPolicy.LAZILY_PARSED_NUMBER.readNumber(reader));
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            case NAME, END_OBJECT, END_ARRAY, END_DOCUMENT -> throw new MalformedJsonException("no value");
        };
    }

    private static JsonObject fillObject(JsonObject object, JsonReader reader) throws IOException {
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.has(name)) {
                throw new MalformedJsonException("a name stands twice");
            }
            object.add(name, value(reader));
        }
        reader.endObject();
        return object;
    }

    private static JsonArray array(JsonReader reader) throws IOException {
        var array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value(reader));
        }
        reader.endArray();
        return array;
    }
}
