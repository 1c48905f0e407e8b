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
 * A request's JSON object, parsed strictly by RFC 8259: one value and nothing else, no duplicate name in an object, no
 * unpaired surrogate, at most {@value #MAX_DEPTH} levels.
 *
 * <p>Parsing stops at the first error, and the fields before it are kept: with them the error can be sent in the client's
 * protocol and with the client's request id.
 *
 * @param fields the fields; of an invalid document, those before the error
 * @param isValid whether the text is one JSON object and nothing else
 */
record JsonDocument(JsonObject fields, boolean isValid) {

    /** Deeper than any conversation, and shallow enough for recursion. */
    static final int MAX_DEPTH = 64;

    static JsonDocument parse(String text) {
        JsonObject fields = new JsonObject();
        try (var reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(MAX_DEPTH);
            fillObject(fields, reader);
            return new JsonDocument(fields, reader.peek() == JsonToken.END_DOCUMENT);
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            return new JsonDocument(fields, false);
        }
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
                throw new MalformedJsonException("a duplicate name");
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
